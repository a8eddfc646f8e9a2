#include "row_writer.h"

namespace athanor {
namespace {

std::variant<Output<double>, Output<float>> open(athanor_run *run, const char *name, int64_t local_rows, int64_t cols,
                                                 athanor_dtype dtype) {
  if (dtype == ATHANOR_FLOAT64) return Output<double>(run, name, local_rows, cols);
  return Output<float>(run, name, local_rows, cols);
}

} // namespace

RowWriter::RowWriter(athanor_run *run, const char *name, int64_t local_rows, int64_t cols, athanor_dtype dtype)
    : cols_(cols), output_(open(run, name, local_rows, cols, dtype)) {}

void RowWriter::write(const double *values, int64_t rows) {
  if (auto *output = std::get_if<Output<double>>(&output_)) return output->write(values, rows);
  narrowed_.assign(values, values + rows * cols_);
  std::get<Output<float>>(output_).write(narrowed_.data(), rows);
}

void write_column(athanor_run *run, const char *name, const std::vector<double> &values) {
  const int64_t own = run->rank == 0 ? static_cast<int64_t>(values.size()) : 0;
  RowWriter(run, name, own, 1, ATHANOR_FLOAT64).write(values.data(), own);
}

void write_from_root(athanor_run *run, const Group &group, const char *name, const std::vector<double> &full,
                     int64_t rows, int64_t cols, athanor_dtype dtype) {
  const RowRanges ranges = even_ranges(rows, group.size());
  std::vector<int64_t> counts;
  for (int r = 0; r < group.size(); ++r) counts.push_back(ranges.count(r));
  const int64_t own_rows = ranges.count(group.rank());
  std::vector<double> own(static_cast<size_t>(own_rows * cols));
  group.scatter_from_root(full.data(), counts, cols, own.data());
  RowWriter(run, name, own_rows, cols, dtype).write(own.data(), own_rows);
}

} // namespace athanor
