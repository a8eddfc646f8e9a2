#include "elimination.h"

#include <cmath>
#include <numeric>

#include "condition.h"
#include "factor_api.h"
#include "long_call.h"
#include "numeric_errors.h"
#include "triangles.h"

namespace athanor::scalapack {
namespace {

/* Of a permutation: -1 where it takes an odd number of swaps. */
double parity(const std::vector<double> &order) {
  std::vector<bool> seen(order.size());
  double sign = 1;
  for (size_t start = 0; start < order.size(); ++start) {
    // A cycle of n rows takes n - 1 swaps.
    for (size_t at = start; !seen[at]; at = static_cast<size_t>(order[at])) {
      seen[at] = true;
      if (static_cast<size_t>(order[at]) != start) sign = -sign;
    }
  }
  return sign;
}

} // namespace

template <typename T>
Elimination factor(Context &context, DistributedMatrix<T> &matrix, Stage stage) {
  Elimination elimination{{}, 0};
  const double m = static_cast<double>(matrix.rows()), n = static_cast<double>(matrix.cols()), k = std::min(m, n);
  const double flops = k * (2 * m * n - k * (m + n) + 2 * k * k / 3);
  long_call(context, stage, flops, [&] { elimination.info = getrf(matrix, elimination.pivots); });
  return elimination;
}

template <typename T>
void require_regular(const DistributedMatrix<T> &factors, const Elimination &elimination, const char *input) {
  const int info = elimination.info;
  if (info == 0) return;
  fail_singular("input " + std::string(input) + " is singular: pivot " + std::to_string(info) + " of " +
                    std::to_string(factors.cols()) + " is exactly zero",
                "rowwise.leastSquares finds the solution of smallest norm", info,
                owner_of_diagonal(factors, info - 1));
}

template <typename T>
double reciprocal_condition(Context &context, const DistributedMatrix<T> &factors, const Elimination &elimination,
                            double norm) {
  const ColumnSolver<T> solver = [&](Op op, DistributedMatrix<T> &column) {
    getrs(op, factors, elimination.pivots, column);
  };
  return reciprocal_condition(context, factors.rows(), norm, solver);
}

template <typename T>
std::vector<double> row_order(const Context &context, const DistributedMatrix<T> &factors,
                              const Elimination &elimination) {
  const BlockCyclic &layout = factors.layout();
  const int64_t count = std::min(factors.rows(), factors.cols());
  std::vector<double> swaps(static_cast<size_t>(count));
  // Every column of processes has the pivots; the first one speaks.
  if (layout.grid.col_of(context.run->rank) == 0)
    for (int64_t row = 0; row < factors.local_rows(); ++row)
      if (factors.global_row(row) < count)
        swaps[static_cast<size_t>(factors.global_row(row))] = elimination.pivots[static_cast<size_t>(row)];
  context.group().sum(swaps.data(), count);
  std::vector<double> order(static_cast<size_t>(factors.rows()));
  std::iota(order.begin(), order.end(), 0.0);
  for (int64_t i = 0; i < count; ++i)
    std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(swaps[static_cast<size_t>(i)]) - 1]);
  return order;
}

template <typename T>
Determinant determinant(const Context &context, const DistributedMatrix<T> &factors,
                        const std::vector<double> &order) {
  Determinant result{parity(order), 0};
  for (const double pivot : diagonal(context, factors)) {
    if (pivot == 0) return {0, -INFINITY};
    if (pivot < 0) result.sign = -result.sign;
    result.log_magnitude += std::log(std::fabs(pivot));
  }
  return result;
}

#define ATHANOR_INSTANTIATE(T)                                                                                         \
  template Elimination factor(Context &, DistributedMatrix<T> &, Stage);                                               \
  template void require_regular(const DistributedMatrix<T> &, const Elimination &, const char *);                      \
  template double reciprocal_condition(Context &, const DistributedMatrix<T> &, const Elimination &, double);          \
  template std::vector<double> row_order(const Context &, const DistributedMatrix<T> &, const Elimination &);          \
  template Determinant determinant(const Context &, const DistributedMatrix<T> &, const std::vector<double> &);
ATHANOR_INSTANTIATE(double)
ATHANOR_INSTANTIATE(float)
#undef ATHANOR_INSTANTIATE

} // namespace athanor::scalapack
