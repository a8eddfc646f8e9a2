#include "hals.h"

#include <algorithm>

namespace athanor::rowwise {
namespace {

constexpr int kSweeps = 2;

/* left -= factor * row of the Gram matrix */
inline void subtract(int64_t stride, double factor, const double *gram_row, double *left) {
  for (int64_t j = 0; j < stride; ++j) left[j] -= factor * gram_row[j];
}

/* `left` is what the row's products have over those that its coefficients explain. */
void sweep_row(int64_t k, int64_t stride, const double *gram, double *left, double *row) {
  for (int64_t l = 0; l < k; ++l) {
    const double curvature = gram[l * stride + l];
    if (!(curvature > 0)) continue;
    const double updated = std::max(0.0, row[l] + left[l] / curvature), step = updated - row[l];
    if (step == 0) continue;
    subtract(stride, step, gram + l * stride, left);
    row[l] = updated;
  }
}

} // namespace

void hals_sweeps(int64_t rows, int64_t k, int64_t stride, const double *gram, double *products, double *factor) {
  for (int64_t i = 0; i < rows; ++i) {
    double *left = products + i * stride, *row = factor + i * stride;
    for (int64_t l = 0; l < k; ++l)
      if (row[l] != 0) subtract(stride, row[l], gram + l * stride, left);
    for (int sweep = 0; sweep < kSweeps; ++sweep) sweep_row(k, stride, gram, left, row);
  }
}

} // namespace athanor::rowwise
