#include "minimum_norm.h"

#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* The estimate may be ten times too large, and norms differ by a factor of sqrt(n) each. */
bool surely_full_rank(int64_t n, const double *r, double rcond) {
  return reciprocal_condition(n, r) > 10 * static_cast<double>(n) * rcond;
}

/* x = right diag(1 / s) left' c, over the singular values that count. */
MinimumNorm by_singular_values(int64_t n, int64_t p, std::vector<double> r, const std::vector<double> &c,
                               double rcond) {
  std::vector<double> values, left, right;
  MinimumNorm found{std::vector<double>(static_cast<size_t>(n * p)), 0, 0};
  found.info = square_svd(n, n, r, values, left, right);
  if (found.info != 0) return found;
  std::vector<double> coordinates(static_cast<size_t>(n * p));
  gemm(Op::transpose, Op::none, n, p, n, 1.0, left.data(), n, c.data(), p, 0.0, coordinates.data(), p);
  while (found.rank < n && values[static_cast<size_t>(found.rank)] > rcond * values[0]) ++found.rank;
  for (int64_t i = 0; i < found.rank; ++i)
    for (int64_t j = 0; j < p; ++j) coordinates[static_cast<size_t>(i * p + j)] /= values[static_cast<size_t>(i)];
  gemm(Op::none, Op::none, n, p, found.rank, 1.0, right.data(), n, coordinates.data(), p, 0.0, found.x.data(), p);
  return found;
}

} // namespace

MinimumNorm solve_minimum_norm(int64_t n, int64_t p, int64_t height, const double *r, const double *c, double rcond) {
  if (height == n && surely_full_rank(n, r, rcond)) {
    MinimumNorm found{std::vector<double>(c, c + n * p), n, 0};
    solve_left_upper(Op::none, n, p, r, found.x.data());
    return found;
  }
  std::vector<double> square(r, r + height * n), padded(c, c + height * p);
  square.resize(static_cast<size_t>(n * n));
  padded.resize(static_cast<size_t>(n * p));
  return by_singular_values(n, p, std::move(square), padded, rcond);
}

} // namespace athanor::rowwise
