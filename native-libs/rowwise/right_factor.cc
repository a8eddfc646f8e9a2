#include "right_factor.h"

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

/* The row indices of all rows, in the order the rows are stored in. */
std::vector<double> gather_indices(const Group &group, const RowSource &source, const RowRanges &ranges) {
  std::vector<double> own, all(static_cast<size_t>(ranges.total()));
  for (int64_t row = 0; row < source.rows(); ++row) own.push_back(static_cast<double>(source.index_of(row)));
  group.gather_rows(own.data(), ranges, 1, all.data());
  return all;
}

std::vector<double> put_in_places(const std::string &name, const std::vector<double> &indices, int64_t cols,
                                  const std::vector<double> &stored) {
  const double rows = static_cast<double>(indices.size());
  std::vector<double> placed(stored.size());
  std::vector<bool> taken(indices.size());
  for (size_t i = 0; i < indices.size(); ++i) {
    const double index = indices[i];
    if (index < 0 || index >= rows || taken[static_cast<size_t>(index)])
      throw Error("ATHANOR_INVALID_ARGUMENT", "input " + name + " has row labels that are not the numbers 0 to " +
                                                  std::to_string(indices.size() - 1) +
                                                  "; its rows cannot be put in order. Upload it without row index");
    taken[static_cast<size_t>(index)] = true;
    std::copy_n(stored.begin() + static_cast<int64_t>(i) * cols, cols,
                placed.begin() + static_cast<int64_t>(index) * cols);
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
  if (!group.any(source.has_indices())) return full;
  return put_in_places(matrix.name, gather_indices(group, source, ranges), matrix.cols, full);
}

void check_shape(const athanor_matrix &matrix, int64_t rows, int64_t cols, const char *why) {
  if (matrix.rows == rows && matrix.cols == cols) return;
  auto shape = [](int64_t m, int64_t n) { return std::to_string(m) + " x " + std::to_string(n); };
  throw Error("ATHANOR_INVALID_ARGUMENT", "input " + std::string(matrix.name) + " is " +
                                              shape(matrix.rows, matrix.cols) + "; " + shape(rows, cols) +
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
