/*
 * AVX-512: 8 doubles a register, 32 registers. Width 8: 16 rows; 16: 12 rows; 24: 8 rows, so that accumulators,
 * the streamed operand and nothing else fill the register file; the broadcast of a[r][j] is the memory operand
 * of the FMA.
 */
#include "kernel_tile.h"

namespace athanor {
namespace {

using One = Tile<8, 1, 8>;
using Two = Tile<8, 2, 4>;
using Three = Tile<8, 3, 2>;

void multiply(const double *a, int64_t lda, int64_t rows, int64_t cols, const double *z, int64_t ldz, double *y,
              int64_t ldy, int64_t width) {
  int64_t at = 0;
  for (; width - at >= 32 || width - at == 24; at += 24)
    Three::multiply<8>(a, lda, rows, cols, z + at, ldz, y + at, ldy);
  for (; width - at >= 16; at += 16) Two::multiply<12>(a, lda, rows, cols, z + at, ldz, y + at, ldy);
  for (; width - at >= 8; at += 8) One::multiply<16>(a, lda, rows, cols, z + at, ldz, y + at, ldy);
}

void multiply_transposed(const double *a, int64_t lda, int64_t rows, int64_t cols, const double *y, int64_t ldy,
                         double *w, int64_t ldw, int64_t width) {
  int64_t at = 0;
  for (; width - at >= 32 || width - at == 24; at += 24)
    Three::transposed<8>(a, lda, rows, cols, y + at, ldy, w + at, ldw);
  for (; width - at >= 16; at += 16) Two::transposed<12>(a, lda, rows, cols, y + at, ldy, w + at, ldw);
  for (; width - at >= 8; at += 8) One::transposed<16>(a, lda, rows, cols, y + at, ldy, w + at, ldw);
}

} // namespace

extern const Kernel kKernelAvx512;
const Kernel kKernelAvx512{"avx512", multiply, multiply_transposed, One::sum_squares};

} // namespace athanor
