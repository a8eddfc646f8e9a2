#include "vectors.h"

#include <algorithm>
#include <cmath>

#include "random_values.h"
#include "small_dense.h"

namespace athanor::slepc {
namespace {

/* Of a column's length, what must be left of it for the rest to be more than rounding. */
constexpr double kLeft = 1e-8;

double column_norm(const Vectors &x, int64_t col) {
  double sum = 0;
  for (int64_t i = 0; i < x.rows; ++i) sum += std::pow(x.values[static_cast<size_t>(i * x.count + col)], 2);
  x.group.sum(&sum, 1);
  return std::sqrt(sum);
}

/* x_col -= X_before X_before' x_col. */
void project_out(Vectors &x, int64_t col) {
  std::vector<double> dots(static_cast<size_t>(col));
  for (int64_t i = 0; i < x.rows; ++i) {
    const double *row = x.values.data() + i * x.count;
    for (int64_t j = 0; j < col; ++j) dots[static_cast<size_t>(j)] += row[j] * row[col];
  }
  x.group.sum(dots.data(), col);
  for (int64_t i = 0; i < x.rows; ++i) {
    double *row = x.values.data() + i * x.count;
    for (int64_t j = 0; j < col; ++j) row[col] -= row[j] * dots[static_cast<size_t>(j)];
  }
}

void divide_column(Vectors &x, int64_t col, double by) {
  for (int64_t i = 0; i < x.rows; ++i) x.values[static_cast<size_t>(i * x.count + col)] /= by;
}

/* False where too little of the column is left. */
bool orthonormalize_column(Vectors &x, int64_t col) {
  const double before = column_norm(x, col);
  if (!(before > 0)) return false;
  divide_column(x, col, before);
  project_out(x, col);
  const double left = column_norm(x, col);
  if (!(left > kLeft)) return false;
  divide_column(x, col, left);
  project_out(x, col);
  divide_column(x, col, column_norm(x, col));
  return true;
}

} // namespace

std::vector<double> column_norms(const Vectors &x) {
  std::vector<double> sums(static_cast<size_t>(x.count));
  for (int64_t i = 0; i < x.rows; ++i)
    for (int64_t j = 0; j < x.count; ++j)
      sums[static_cast<size_t>(j)] += std::pow(x.values[static_cast<size_t>(i * x.count + j)], 2);
  x.group.sum(sums.data(), x.count);
  for (double &sum : sums) sum = std::sqrt(sum);
  return sums;
}

double orthogonality(const Vectors &x) {
  const int64_t n = x.count;
  std::vector<double> g(static_cast<size_t>(n * n));
  gemm(Op::transpose, Op::none, n, n, x.rows, 1, x.values.data(), n, x.values.data(), n, 0, g.data(), n);
  x.group.sum(g.data(), n * n);
  double largest = 0;
  for (int64_t i = 0; i < n * n; ++i)
    largest = std::max(largest, std::fabs(g[static_cast<size_t>(i)] - (i / n == i % n ? 1.0 : 0.0)));
  return largest;
}

void orthonormalize(Vectors &x, int64_t begin) {
  for (int64_t col = begin; col < x.count; ++col)
    for (int64_t attempt = 0; !orthonormalize_column(x, col); ++attempt) {
      if (attempt == 100) throw Error("ATHANOR_INTERNAL", "more vectors than rows were to be orthonormal");
      for (int64_t i = 0; i < x.rows; ++i)
        x.values[static_cast<size_t>(i * x.count + col)] = random_value(1, attempt, x.first_row + i, col);
    }
}

std::vector<double> signs(const Vectors &x) {
  const size_t n = static_cast<size_t>(x.count);
  std::vector<double> result(n, 1);
  for (size_t j = 0; j < n; ++j) {
    double largest = 0;
    for (int64_t i = 0; i < x.rows; ++i) {
      const double value = x.values[static_cast<size_t>(i) * n + j];
      if (std::fabs(value) > std::fabs(largest)) largest = value;
    }
    /* In rank order, so that the first of the largest stays. */
    double foremost = 0;
    for (const double value : x.group.gather_each(largest))
      if (std::fabs(value) > std::fabs(foremost)) foremost = value;
    result[j] = foremost < 0 ? -1 : 1;
  }
  return result;
}

void scale_columns(Vectors &x, const std::vector<double> &factors) {
  for (size_t i = 0; i < x.values.size(); ++i) x.values[i] *= factors[i % factors.size()];
}

void permute_columns(Vectors &x, const std::vector<int64_t> &order) {
  std::vector<double> row(order.size());
  for (int64_t i = 0; i < x.rows; ++i) {
    double *at = x.values.data() + i * x.count;
    for (size_t j = 0; j < order.size(); ++j) row[j] = at[order[j]];
    std::copy(row.begin(), row.end(), at);
  }
}

} // namespace athanor::slepc
