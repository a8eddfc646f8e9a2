/* Any processor: the compiler's own 2-double vectors (SSE2, NEON), 8 columns at a time. */
#include "kernel_tile.h"

namespace athanor {
namespace {

using Four = Tile<2, 4, 1>;

void multiply(const double *a, int64_t lda, int64_t rows, int64_t cols, const double *z, int64_t ldz, double *y,
              int64_t ldy, int64_t width) {
  for (int64_t at = 0; at < width; at += 8) Four::multiply<2>(a, lda, rows, cols, z + at, ldz, y + at, ldy);
}

void multiply_transposed(const double *a, int64_t lda, int64_t rows, int64_t cols, const double *y, int64_t ldy,
                         double *w, int64_t ldw, int64_t width) {
  for (int64_t at = 0; at < width; at += 8) Four::transposed<2>(a, lda, rows, cols, y + at, ldy, w + at, ldw);
}

} // namespace

extern const Kernel kKernelGeneric;
const Kernel kKernelGeneric{"generic", multiply, multiply_transposed, Four::sum_squares};

} // namespace athanor
