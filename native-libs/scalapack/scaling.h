/* Rows, columns and whole matrices multiplied by numbers; each process its own entries. */
#ifndef ATHANOR_SCALAPACK_SCALING_H
#define ATHANOR_SCALAPACK_SCALING_H

#include <cmath>
#include <limits>
#include <vector>

#include "distributed_matrix.h"

namespace athanor::scalapack {

template <typename T>
void scale_columns(DistributedMatrix<T> &matrix, const std::vector<double> &factors) {
  for (int64_t col = 0; col < matrix.local_cols(); ++col) {
    const T factor = static_cast<T>(factors[static_cast<size_t>(matrix.global_col(col))]);
    T *entries = matrix.local() + col * matrix.stride();
    for (int64_t row = 0; row < matrix.local_rows(); ++row) entries[row] *= factor;
  }
}

template <typename T>
void scale_rows(DistributedMatrix<T> &matrix, const std::vector<double> &factors) {
  for (int64_t col = 0; col < matrix.local_cols(); ++col) {
    T *entries = matrix.local() + col * matrix.stride();
    for (int64_t row = 0; row < matrix.local_rows(); ++row)
      entries[row] *= static_cast<T>(factors[static_cast<size_t>(matrix.global_row(row))]);
  }
}

/*
 * Collective: multiplies a matrix by the returned power of two, so that squares of its entries neither overflow nor
 * vanish; 1 where they do not anyway. Eigenvalues and singular values are multiplied alike.
 */
template <typename T>
double scale_to_safe(const Context &context, DistributedMatrix<T> &matrix) {
  T largest = 0;
  for (int64_t col = 0; col < matrix.local_cols(); ++col) {
    const T *entries = matrix.local() + col * matrix.stride();
    for (int64_t row = 0; row < matrix.local_rows(); ++row) largest = std::max(largest, std::fabs(entries[row]));
  }
  const double top = context.group().largest(static_cast<double>(largest));
  constexpr int reach = std::numeric_limits<T>::max_exponent / 4;
  if (top == 0 || std::abs(std::ilogb(top)) < reach) return 1;
  const T factor = static_cast<T>(std::ldexp(1.0, std::clamp(-std::ilogb(top), -4 * reach + 2, 4 * reach - 2)));
  for (int64_t col = 0; col < matrix.local_cols(); ++col) {
    T *entries = matrix.local() + col * matrix.stride();
    for (int64_t row = 0; row < matrix.local_rows(); ++row) entries[row] *= factor;
  }
  return static_cast<double>(factor);
}

} // namespace athanor::scalapack

#endif
