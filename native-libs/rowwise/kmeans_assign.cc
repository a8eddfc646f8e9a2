#include "kmeans_assign.h"

#include <algorithm>
#include <cmath>

#include "json_text.h"
#include "nearest.h"
#include "right_factor.h"
#include "row_writer.h"

namespace athanor::rowwise {
namespace {

/* Scales the centers for squares of them to be safe, and the rows alike. */
void scale(std::vector<double> &centers, RowSource &source) {
  double largest = 0;
  for (const double value : centers) largest = std::max(largest, std::fabs(value));
  source.set_scale(safe_scale(largest));
  for (double &value : centers) value *= source.scale();
}

/* The middle of the centers. */
std::vector<double> middle_of(const std::vector<double> &centers, int64_t cols) {
  std::vector<double> middle(static_cast<size_t>(cols));
  const double rows = static_cast<double>(centers.size()) / static_cast<double>(cols);
  for (size_t i = 0; i < centers.size(); ++i) middle[i % middle.size()] += centers[i] / rows;
  return middle;
}

/* |x - y|, also where its square is out of range. */
double distance(const double *x, const double *y, int64_t cols) {
  const double squared = squared_distance(x, y, cols);
  if (squared > 1e-280 && squared < 1e280) return std::sqrt(squared);
  double largest = 0, sum = 0;
  for (int64_t j = 0; j < cols; ++j) largest = std::max(largest, std::fabs(x[j] - y[j]));
  if (largest == 0 || !std::isfinite(largest)) return largest;
  for (int64_t j = 0; j < cols; ++j) {
    const double part = (x[j] - y[j]) / largest;
    sum += part * part;
  }
  return largest * std::sqrt(sum);
}

/* One pass: writes both outputs. The inertia, then the size of each cluster, of all ranks. */
std::vector<double> assign(athanor_run *run, Session &session, RowSource &source, const std::vector<double> &centers) {
  const int64_t cols = source.cols(), k = static_cast<int64_t>(centers.size()) / cols;
  Centers finder(centers, k, middle_of(centers, cols));
  RowWriter label_writer(run, "labels", source.rows(), 1, ATHANOR_FLOAT64);
  RowWriter distance_writer(run, "distances", source.rows(), 1, ATHANOR_FLOAT64);
  std::vector<double> totals(static_cast<size_t>(k + 1)), labels, distances;
  std::vector<Nearest> found;
  auto use = [&](int64_t, int64_t rows, const Block &block) {
    found.resize(static_cast<size_t>(rows));
    finder.find(block, rows, found.data());
    labels.clear();
    distances.clear();
    for (int64_t i = 0; i < rows; ++i) {
      const int32_t label = found[static_cast<size_t>(i)].center;
      labels.push_back(label);
      const double scaled = distance(block.data + i * block.stride, centers.data() + label * cols, cols);
      distances.push_back(scaled / source.scale());
      totals[0] += scaled * scaled;
      totals[static_cast<size_t>(label) + 1] += 1;
    }
    label_writer.write(labels.data(), rows);
    distance_writer.write(distances.data(), rows);
  };
  checked_row_pass(session, source, RowSource::block_rows(cols), {"assign", 0, 1}, use);
  session.group.sum(totals.data(), k + 1);
  totals[0] = unscaled_squares(totals[0], source.scale());
  return totals;
}

} // namespace

void kmeans_assign(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &centers = input(run, "centers");
  check_shape(centers, centers.rows, a.cols, "a column for each column of a");
  Session session(run);
  RowSource source(a);
  std::vector<double> values = gather_whole(session, centers);
  scale(values, source);
  const std::vector<double> totals = assign(run, session, source, values);
  run->result_json(run, ("{\"inertia\":" + number(totals.front()) + ",\"sizes\":" +
                         list({totals.begin() + 1, totals.end()}) + ",\"passes\":" + std::to_string(session.passes) +
                         "}")
                            .c_str());
}

} // namespace athanor::rowwise
