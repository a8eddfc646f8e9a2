/*
 * Makes a block of the short side orthonormal, and orthogonal to a basis, even where it has no rank of its own.
 */
#ifndef ATHANOR_ROWWISE_ORTHONORMALIZE_H
#define ATHANOR_ROWWISE_ORTHONORMALIZE_H

#include "basis.h"
#include "operator.h"

namespace athanor::rowwise {

/* Where replacement columns come from: reproducible and different at every use. */
struct RandomColumns {
  int64_t seed;
  int64_t stream = 0;

  /* Fills columns of own rows [first_row, first_row + rows) of a block. */
  void fill(int64_t first_row, int64_t rows, double *block, int64_t stride, int64_t column);
};

/*
 * Collective. `block` is own short rows x width, row-major without padding. Directions that are dependent on the
 * others or no longer than `noise` are rounding error: random ones take their place, so that the result always
 * has `width` orthonormal columns (basis.count() + width <= short side).
 * Method: SVQB (Stathopoulos & Wu 2002) for the block, block Gram-Schmidt against the basis before each round.
 */
void orthonormalize(const Group &group, const RowRanges &ranges, const Basis &basis, double noise,
                    RandomColumns &random, int64_t width, std::vector<double> &block);

} // namespace athanor::rowwise

#endif
