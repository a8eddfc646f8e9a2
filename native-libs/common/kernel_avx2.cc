/* AVX2 + FMA: 4 doubles a register, 16 registers. The width goes 8 columns (two registers) at a time over 4 rows:
 * 8 accumulators, the streamed pair and the broadcast. */
#include "kernel_tile.h"

namespace athanor {
namespace {

using Pair = Tile<4, 2, 2>;

void multiply(const double *a, int64_t lda, int64_t rows, int64_t cols, const double *z, int64_t ldz, double *y,
              int64_t ldy, int64_t width) {
  for (int64_t at = 0; at < width; at += 8) Pair::multiply<4>(a, lda, rows, cols, z + at, ldz, y + at, ldy);
}

void multiply_transposed(const double *a, int64_t lda, int64_t rows, int64_t cols, const double *y, int64_t ldy,
                         double *w, int64_t ldw, int64_t width) {
  for (int64_t at = 0; at < width; at += 8) Pair::transposed<4>(a, lda, rows, cols, y + at, ldy, w + at, ldw);
}

} // namespace

extern const Kernel kKernelAvx2;
const Kernel kKernelAvx2{"avx2", multiply, multiply_transposed, Pair::sum_squares};

} // namespace athanor
