#include "class_labels.h"

#include <cmath>
#include <limits>

#include "json_text.h"

namespace athanor::rowwise {
namespace {

constexpr int64_t kNone = std::numeric_limits<int64_t>::max();

bool is_class(double label, int64_t classes) {
  return label >= 0 && label < static_cast<double>(classes) && label == std::floor(label);
}

[[noreturn]] void fail(const std::string &name, int64_t row, double label, int64_t classes) {
  const std::string where = std::to_string(row), found = std::isfinite(label) ? number(label) : "no finite number";
  throw Error("ATHANOR_INVALID_ARGUMENT",
              "row " + where + " of " + name + " (counted from 0) is " + found +
                  "; a label is a whole number from 0 to " + std::to_string(classes - 1) +
                  ". Number the classes from 0, or raise classes",
              "{\"input\":\"" + name + "\",\"row\":" + where + ",\"column\":0}");
}

} // namespace

std::vector<int32_t> read_class_labels(Session &session, const athanor_matrix &labels, int64_t classes) {
  RowSource source(labels);
  std::vector<int32_t> own(static_cast<size_t>(source.rows()));
  int64_t bad_row = kNone;
  double bad_label = 0;
  constexpr int64_t kHeight = 960;
  for (int64_t row = 0; row < source.rows() && bad_row == kNone; row += kHeight) {
    const int64_t rows = std::min(kHeight, source.rows() - row);
    const Block block = source.read(row, rows, 0, 1);
    for (int64_t i = 0; i < rows && bad_row == kNone; ++i) {
      const double label = block.data[i * block.stride];
      if (is_class(label, classes)) {
        own[static_cast<size_t>(row + i)] = static_cast<int32_t>(label);
      } else {
        bad_row = source.first_row() + row + i;
        bad_label = label;
      }
    }
  }
  const Group &group = session.group;
  const int64_t first = group.smallest(bad_row);
  if (first == kNone) return own;
  const int owner = static_cast<int>(group.smallest(bad_row == first ? group.rank() : group.size()));
  broadcast(group.comm(), &bad_label, 1, owner);
  fail(source.name(), first, bad_label, classes);
}

std::vector<double> count_classes(const Group &group, const std::vector<int32_t> &labels, int64_t classes) {
  std::vector<double> counts(static_cast<size_t>(classes));
  for (const int32_t label : labels) counts[static_cast<size_t>(label)] += 1;
  group.sum(counts.data(), classes);
  return counts;
}

} // namespace athanor::rowwise
