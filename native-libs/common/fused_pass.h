/*
 * Both products of a pass over A, Y = A Z and W += A'U (U = Y in a power step), over blocks of rows: A comes from
 * memory once, for 4 width flops an entry.
 *
 * Roofline of a core at 12 GB/s and 100 Gflop/s (Sapphire Rapids, half of the memory's 25 GB/s): an entry takes 0.67 ns
 * from memory and 0.04 ns a column of arithmetic, so that 8 columns are bound by memory, at 48 Gflop/s, and
 * 16 by both at once, at 96. Rows of more than some 2,000 entries do not stay in the second-level cache for the second
 * product: that adds 0.5 ns an entry from the third-level one. What is reached: bench/README.md, load fused-pass.
 */
#ifndef ATHANOR_COMMON_FUSED_PASS_H
#define ATHANOR_COMMON_FUSED_PASS_H

#include "row_source.h"

namespace athanor {

/* Rows whose two products follow each other, and the columns that a product takes at a time. */
struct FusedBlocking {
  int64_t rows;
  int64_t cols;
};

/*
 * Narrow rows: so many that they stay in the second-level cache. Broad ones would be too few for that: each of them
 * needs all of Z and W, which are then what comes from beyond that cache. So more rows, read from there twice, and
 * columns in panels whose part of Z or W stays in it. Results do not depend on it.
 */
FusedBlocking fused_blocking(int64_t cols);

/*
 * y += A z, then w += A'u unless u is null, for a block of at most fused_blocking(cols).rows rows. z, w: cols x width;
 * y, u: rows x width; row-major without padding, width a multiple of kWidthStep. `u` may be y.
 */
void fused_block(const Block &block, int64_t rows, int64_t cols, const double *z, int64_t width, double *y,
                 const double *u, double *w);

} // namespace athanor

#endif
