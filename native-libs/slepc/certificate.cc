#include "certificate.h"

#include <cmath>

#include "small_dense.h"

namespace athanor::slepc {

std::vector<double> product(Session &session, RowSource &source, const std::vector<double> &whole, int64_t count,
                            Stage stage) {
  std::vector<double> result(static_cast<size_t>(source.rows() * count));
  auto multiply = [&](int64_t row, int64_t rows, const Block &block) {
    gemm(Op::none, Op::none, rows, count, source.cols(), 1, block.data, block.stride, whole.data(), count, 0,
         result.data() + row * count, count);
  };
  row_pass(session, source, RowSource::block_rows(source.cols()), stage, multiply);
  return result;
}

BothProducts both_products(Session &session, RowSource &source, const RowRanges &columns, const Vectors &u,
                           const Vectors &v, Stage stage) {
  const int64_t count = u.count, cols = source.cols();
  std::vector<double> whole(static_cast<size_t>(cols * count)), partial(whole.size());
  session.group.gather_rows(v.values.data(), columns, count, whole.data());
  BothProducts both{std::vector<double>(u.values.size()), std::vector<double>(v.values.size())};
  auto multiply = [&](int64_t row, int64_t rows, const Block &block) {
    gemm(Op::none, Op::none, rows, count, cols, 1, block.data, block.stride, whole.data(), count, 0,
         both.av.data() + row * count, count);
    gemm(Op::transpose, Op::none, cols, count, rows, 1, block.data, block.stride, u.values.data() + row * count, count,
         1, partial.data(), count);
  };
  row_pass(session, source, RowSource::block_rows(cols), stage, multiply);
  whole = {}; /* the sum needs as much */
  session.group.sum_scatter(partial.data(), columns, count, both.atu.data());
  return both;
}

std::vector<double> residuals(std::vector<double> y, const Vectors &x, const std::vector<double> &factors) {
  for (size_t i = 0; i < y.size(); ++i) y[i] -= x.values[i] * factors[i % factors.size()];
  return column_norms({x.group, x.first_row, x.rows, x.count, std::move(y)});
}

std::vector<double> relative(std::vector<double> residuals, const std::vector<double> &values, double zero,
                             double largest) {
  for (size_t i = 0; i < residuals.size(); ++i) {
    const double by = std::fabs(values[i]) > zero ? std::fabs(values[i]) : largest;
    if (by > 0) residuals[i] /= by;
  }
  return residuals;
}

} // namespace athanor::slepc
