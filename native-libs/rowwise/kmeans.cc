#include "kmeans.h"

#include <algorithm>
#include <cmath>

#include "column_moments.h"
#include "lloyd.h"
#include "row_writer.h"
#include "timings_json.h"

namespace athanor::rowwise {
namespace {

int64_t checked_k(athanor_run *run, int64_t rows) {
  const int64_t k = param<int64_t>(run, "k");
  if (k >= 1 && k <= rows) return k;
  throw Error("ATHANOR_INVALID_ARGUMENT", "k is " + std::to_string(k) + " and a has " + std::to_string(rows) +
                                              " rows; k is at least 1 and at most the rows. Lower k");
}

double largest_magnitude(const ColumnMoments &moments) {
  double largest = 0;
  for (size_t j = 0; j < moments.min.size(); ++j)
    largest = std::max({largest, std::fabs(moments.min[j]), std::fabs(moments.max[j])});
  return largest;
}

/* The mean over columns of their variances, in scaled units: what tol is relative to, as in scikit-learn. */
double mean_variance(const ColumnMoments &moments, double scale) {
  double total = 0;
  for (const double deviation : deviations(moments, 0)) total += deviation * scale * (deviation * scale);
  return total / static_cast<double>(moments.mean.size());
}

/* Reads what all phases need: the means as reference, and the rows' distances from them. */
void prepare(KmeansRows &rows, const ColumnMoments &moments, Stage stage) {
  const int64_t cols = rows.source.cols();
  for (const double mean : moments.mean) rows.reference.push_back(mean * rows.source.scale());
  rows.norms.resize(static_cast<size_t>(rows.source.rows()));
  row_pass(rows.session, rows.source, RowSource::block_rows(cols), stage,
           [&](int64_t row, int64_t count, const Block &block) {
             for (int64_t i = 0; i < count; ++i)
               rows.norms[static_cast<size_t>(row + i)] =
                   squared_distance(block.data + i * block.stride, rows.reference.data(), cols);
           });
}

struct Summary {
  double inertia;
  std::vector<double> sizes;
};

/* Writes the labels; sums what the centers leave over, from differences. */
Summary write_labels(athanor_run *run, KmeansRows &rows, const Lloyd &lloyd, int64_t k, Stage stage) {
  const int64_t cols = rows.source.cols();
  RowWriter writer(run, "labels", rows.source.rows(), 1, ATHANOR_FLOAT64);
  std::vector<double> totals(static_cast<size_t>(k + 1)), labels;
  row_pass(rows.session, rows.source, RowSource::block_rows(cols), stage,
           [&](int64_t row, int64_t count, const Block &block) {
             labels.assign(lloyd.labels().begin() + row, lloyd.labels().begin() + row + count);
             for (int64_t i = 0; i < count; ++i) {
               const auto label = static_cast<int64_t>(labels[static_cast<size_t>(i)]);
               totals[static_cast<size_t>(k)] +=
                   squared_distance(block.data + i * block.stride, lloyd.centers().data() + label * cols, cols);
               totals[static_cast<size_t>(label)] += 1;
             }
             writer.write(labels.data(), count);
           });
  rows.session.group.sum(totals.data(), k + 1);
  return {unscaled_squares(totals.back(), rows.source.scale()), {totals.begin(), totals.end() - 1}};
}

std::string warnings(const Lloyd &lloyd, const Summary &summary) {
  const auto found = static_cast<int64_t>(summary.sizes.size()) -
                     std::count(summary.sizes.begin(), summary.sizes.end(), 0.0);
  std::vector<std::string> texts;
  if (found < static_cast<int64_t>(summary.sizes.size()))
    texts.push_back("only " + std::to_string(found) + " of " + std::to_string(summary.sizes.size()) +
                    " clusters have rows: a may have fewer distinct rows than k");
  if (!lloyd.converged())
    texts.push_back("the centers still moved after " + std::to_string(lloyd.iterations()) +
                    " iterations; raise maxIterations or tol");
  std::string json = "[";
  for (const std::string &text : texts) json += (json.size() > 1 ? ",\"" : "\"") + text + "\"";
  return json + "]";
}

} // namespace

void kmeans(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const int64_t k = checked_k(run, a.rows), seed = param<int64_t>(run, "seed");
  const LloydOptions wanted{param<int64_t>(run, "maxIterations"), param<double>(run, "tol")};
  Session session(run);
  RowSource source(a);
  const ColumnMoments moments = column_moments(session, source, {"columns", 0, 0.05});
  source.set_scale(safe_scale(largest_magnitude(moments)));
  KmeansRows rows{session, source, a.rows, {}, {}};
  prepare(rows, moments, {"norms", 0.05, 0.08});
  std::vector<double> centers =
      param<std::string>(run, "init") == "random"
          ? random_start(rows, k, seed)
          : parallel_start(rows, k, param<int64_t>(run, "initialSteps"), seed, {"start", 0.08, 0.2});
  Lloyd lloyd(rows, k, std::move(centers));
  lloyd.run({wanted.max_iterations, wanted.tolerance * mean_variance(moments, source.scale())}, {"assign", 0.2, 0.97});
  const Summary summary = write_labels(run, rows, lloyd, k, {"write", 0.97, 1});
  std::vector<double> unscaled = lloyd.centers();
  for (double &value : unscaled) value /= source.scale();
  write_from_root(run, session.group, "centers", unscaled, k, a.cols, a.dtype);
  run->result_json(run, ("{\"inertia\":" + number(summary.inertia) +
                         ",\"iterations\":" + std::to_string(lloyd.iterations()) + ",\"converged\":" +
                         (lloyd.converged() ? "true" : "false") + ",\"sizes\":" + list(summary.sizes) +
                         ",\"passes\":" + std::to_string(session.passes) + ",\"warnings\":" +
                         warnings(lloyd, summary) + ",\"timings\":" + timings_json(session) + "}")
                            .c_str());
}

} // namespace athanor::rowwise
