#include "right_factor.h"

#include "row_places.h"
#include "row_writer.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Own rows, without padding between them. */
std::vector<double> own_rows(Session &session, RowSource &source) {
  const int64_t cols = source.cols();
  std::vector<double> own(static_cast<size_t>(source.rows() * cols));
  Inspection inspection;
  for (int64_t row = 0; row < source.rows(); ++row) {
    const Block block = source.read(row, 1, 0, cols);
    inspection.see(block, 1, cols);
    std::copy_n(block.data, cols, own.begin() + row * cols);
  }
  inspection.require_finite(session, source);
  return own;
}

/* The whole matrix in order of positions, zero where a row is missing. */
std::vector<double> put_in_places(const athanor_matrix &matrix, const std::vector<int64_t> &positions,
                                  const std::vector<double> &stored) {
  const int64_t cols = matrix.cols;
  std::vector<double> placed(static_cast<size_t>(matrix.matrix_rows * cols));
  for (size_t i = 0; i < positions.size(); ++i) {
    const int64_t position = positions[i];
    if (position < 0 || position >= matrix.matrix_rows)
      throw Error("ATHANOR_INVALID_ARGUMENT", "input " + std::string(matrix.name) + " has a row at position " +
                                                  std::to_string(position) + "; positions are from 0 to " +
                                                  std::to_string(matrix.matrix_rows - 1) + ". Upload it again");
    std::copy_n(stored.begin() + static_cast<int64_t>(i) * cols, cols, placed.begin() + position * cols);
  }
  return placed;
}

} // namespace

std::vector<double> gather_whole(Session &session, const athanor_matrix &matrix) {
  const Group &group = session.group;
  RowSource source(matrix);
  const RowRanges ranges = group.ranges_of(source.rows());
  std::vector<double> full(static_cast<size_t>(ranges.total() * matrix.cols));
  group.gather_rows(own_rows(session, source).data(), ranges, matrix.cols, full.data());
  if (matrix.row_index != ATHANOR_INDEX_POSITIONS) return full;
  return put_in_places(matrix, row_places(group, matrix).places, full);
}

void check_shape(const athanor_matrix &matrix, int64_t rows, int64_t cols, const char *why) {
  if (matrix.matrix_rows == rows && matrix.cols == cols) return;
  auto shape = [](int64_t m, int64_t n) { return std::to_string(m) + " x " + std::to_string(n); };
  throw Error("ATHANOR_INVALID_ARGUMENT", "input " + std::string(matrix.name) + " is " +
                                              shape(matrix.matrix_rows, matrix.cols) + "; " + shape(rows, cols) +
                                              " is wanted: " + why);
}

void write_product(athanor_run *run, Session &session, RowSource &source, const std::vector<double> &right,
                   int64_t width, const char *output, athanor_dtype dtype) {
  const int64_t cols = source.cols(), height = RowSource::block_rows(cols);
  RowWriter writer(run, output, source.rows(), width, dtype);
  std::vector<double> product(static_cast<size_t>(height * width));
  checked_row_pass(session, source, height, {"multiply", 0, 1}, [&](int64_t, int64_t rows, const Block &block) {
    gemm(Op::none, Op::none, rows, width, cols, 1.0, block.data, block.stride, right.data(), width, 0.0, product.data(),
         width);
    writer.write(product.data(), rows);
  });
}

} // namespace athanor::rowwise
