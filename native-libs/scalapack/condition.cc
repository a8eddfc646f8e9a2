#include "condition.h"

#include <algorithm>
#include <cmath>

namespace athanor::scalapack {
namespace {

constexpr int kMostSteps = 5;

double norm_of(const std::vector<double> &x) {
  double sum = 0;
  for (const double value : x) sum += std::fabs(value);
  return sum;
}

std::vector<double> signs_of(std::vector<double> x) {
  for (double &value : x) value = value < 0 ? -1 : 1;
  return x;
}

size_t largest_of(const std::vector<double> &x) {
  size_t at = 0;
  for (size_t i = 1; i < x.size(); ++i)
    if (std::fabs(x[i]) > std::fabs(x[at])) at = i;
  return at;
}

/* A column of the grid that every rank also has whole. */
template <typename T>
class Column {
 public:
  Column(Context &context, int64_t n, const ColumnSolver<T> &solver)
      : context_(context), solver_(solver), matrix_(context, n, 1) {}

  std::vector<double> solve(Op op, const std::vector<double> &x) {
    const bool mine = matrix_.local_cols() == 1;
    for (int64_t i = 0; mine && i < matrix_.local_rows(); ++i)
      matrix_.local()[i] = static_cast<T>(x[static_cast<size_t>(matrix_.global_row(i))]);
    solver_(op, matrix_);
    std::vector<double> result(x.size());
    for (int64_t i = 0; mine && i < matrix_.local_rows(); ++i)
      result[static_cast<size_t>(matrix_.global_row(i))] = static_cast<double>(matrix_.local()[i]);
    context_.group().sum(result.data(), static_cast<int64_t>(result.size()));
    return result;
  }

 private:
  Context &context_;
  const ColumnSolver<T> &solver_;
  DistributedMatrix<T> matrix_;
};

/* A right-hand side whose signs alternate: a lower bound that catches what the search may miss. */
std::vector<double> alternating(size_t n) {
  std::vector<double> x(n);
  for (size_t i = 0; i < n; ++i)
    x[i] = (i % 2 == 0 ? 1 : -1) * (1 + static_cast<double>(i) / static_cast<double>(std::max<size_t>(n - 1, 1)));
  return x;
}

} // namespace

template <typename T>
double inverse_norm(Context &context, int64_t n, const ColumnSolver<T> &solver) {
  const size_t size = static_cast<size_t>(n);
  Column<T> column(context, n, solver);
  std::vector<double> v = column.solve(Op::none, std::vector<double>(size, 1.0 / static_cast<double>(n)));
  double estimate = norm_of(v);
  std::vector<double> signs = signs_of(v), x(size);
  for (int step = 0; step < kMostSteps && n > 1 && std::isfinite(estimate); ++step) {
    const size_t steepest = largest_of(column.solve(Op::transpose, signs));
    if (step > 0 && x[steepest] == 1) break;
    std::fill(x.begin(), x.end(), 0.0);
    x[steepest] = 1;
    v = column.solve(Op::none, x);
    const std::vector<double> next = signs_of(v);
    const double better = norm_of(v);
    if (next == signs || better <= estimate) {
      estimate = std::max(estimate, better);
      break;
    }
    estimate = better;
    signs = next;
  }
  const double other = 2 * norm_of(column.solve(Op::none, alternating(size))) / (3 * static_cast<double>(n));
  return std::isfinite(other) && std::isfinite(estimate) ? std::max(estimate, other) : INFINITY;
}

template double inverse_norm(Context &, int64_t, const ColumnSolver<double> &);
template double inverse_norm(Context &, int64_t, const ColumnSolver<float> &);

} // namespace athanor::scalapack
