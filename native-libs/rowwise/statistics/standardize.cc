#include "standardize.h"

#include "column_moments.h"
#include "row_writer.h"

namespace athanor::rowwise {
namespace {

/* What columns are divided by: 1 where a column is constant, which makes it zero. */
std::vector<double> scales(std::vector<double> std) {
  for (double &value : std)
    if (value == 0) value = 1;
  return std;
}

} // namespace

void standardize(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const int64_t ddof = param<int64_t>(run, "ddof"), cols = a.cols;
  check_ddof(a.rows, ddof);
  Session session(run);
  RowSource source(a);
  const ColumnMoments moments = column_moments(session, source, {"columns", 0, 0.5});
  const std::vector<double> scale = scales(deviations(moments, ddof));
  source.set_shift(moments.mean);
  RowWriter writer(run, "standardized", source.rows(), cols, a.dtype);
  std::vector<double> scaled;
  auto write = [&](int64_t, int64_t rows, const Block &block) {
    scaled.resize(static_cast<size_t>(rows * cols));
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < cols; ++j)
        scaled[static_cast<size_t>(i * cols + j)] = block.data[i * block.stride + j] / scale[static_cast<size_t>(j)];
    writer.write(scaled.data(), rows);
  };
  row_pass(session, source, RowSource::block_rows(cols), {"write", 0.5, 1}, write);
  write_column(run, "mean", moments.mean);
  write_column(run, "scale", scale);
  run->result_json(run, ("{\"passes\":" + std::to_string(session.passes) + "}").c_str());
}

} // namespace athanor::rowwise
