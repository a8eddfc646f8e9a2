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

MinimumNorm solve_minimum_norm(int64_t n, int64_t p, std::vector<double> r, std::vector<double> c, double rcond) {
  const size_t whole = static_cast<size_t>(n * n);
  if (r.size() == whole && surely_full_rank(n, r.data(), rcond)) {
    solve_left_upper(Op::none, n, p, r.data(), c.data());
    return {std::move(c), n, 0};
  }
  r.resize(whole);
  c.resize(static_cast<size_t>(n * p));
  return by_singular_values(n, p, std::move(r), c, rcond);
}

} // namespace athanor::rowwise
