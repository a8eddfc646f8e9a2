/*
 * The two products of a pass over a dense block, skinny on one side:
 *
 *   multiply:             y  += a z     a: rows x cols, z: cols x width, y: rows x width
 *   multiply_transposed:  w  += a' y    w: cols x width
 *
 * All matrices are row-major with their own row strides, so that a row of `width` values fills whole SIMD
 * registers. `width` is a multiple of kWidthStep. Each entry is summed in index order (columns for y, rows for
 * w), whatever the blocking: results depend on the instruction set (fused multiply-add or not), never on
 * alignment, on how callers cut rows, or on the tile height.
 */
#ifndef ATHANOR_COMMON_KERNEL_H
#define ATHANOR_COMMON_KERNEL_H

#include <cstdint>

namespace athanor {

constexpr int64_t kWidthStep = 8;

struct Kernel {
  const char *name; /* instruction set */
  void (*multiply)(const double *a, int64_t a_stride, int64_t rows, int64_t cols, const double *z, int64_t z_stride,
                   double *y, int64_t y_stride, int64_t width);
  void (*multiply_transposed)(const double *a, int64_t a_stride, int64_t rows, int64_t cols, const double *y,
                              int64_t y_stride, double *w, int64_t w_stride, int64_t width);
  /* The sum of the squares of one row. */
  double (*sum_squares)(const double *row, int64_t cols);
};

/* The best kernel this processor runs. */
const Kernel &kernel();

/* `columns` rounded up to what the kernels take. */
inline int64_t padded_width(int64_t columns) { return (columns + kWidthStep - 1) / kWidthStep * kWidthStep; }

} // namespace athanor

#endif
