/*
 * Where the dominated directions are, found in low precision: a start for polish().
 *
 * A pass in low precision (rough_block.h) costs no more than reading A, for a block wide enough to hold all singular
 * values that matter and as many more: where those fall off soon after, two passes find the leading triplets to some
 * six digits. It is block Krylov as krylov() is, with these differences: the first product of the random block is not
 * itself part of the basis but its start (its columns are all alike mostly the leading vector, and rounding relative to
 * that hides the others); projections are of the whole basis, whose recurrence rounding would spoil; and what comes
 * out is multiplied by T'T once more, for free: T'T (Q s) is at hand.
 */
#ifndef ATHANOR_ROWWISE_ROUGH_KRYLOV_H
#define ATHANOR_ROWWISE_ROUGH_KRYLOV_H

#include <optional>

#include "orthonormalize.h"
#include "truncated_svd_options.h"

namespace athanor::rowwise {

/* Approximate eigenvectors of T'T, more than are wanted: the others tell how the wanted ones are to be mended. */
struct RoughVectors {
  int64_t count;
  std::vector<double> values;  /* descending, the same on every rank */
  std::vector<double> vectors; /* own short rows x count, row-major, of about unit length */
  double decay;                /* estimate of what multiplying by T'T leaves of the error of a wanted one */
};

struct RoughStart {
  /* Nothing where the spectrum is not for it: singular values that fall off too slowly after the wanted ones, or by more
   * than three orders of magnitude down to them. */
  std::optional<RoughVectors> vectors;
  /* T'T times random columns, own short rows x options.block: a start for krylov() that has cost one pass, as its first
   * one would. Empty where entries are too large or small for floats. */
  std::vector<double> block;
};

/* Whether the options, the shape and the processor let rough_krylov() be tried. */
bool rough_start_suits(const Operator &op, const SvdOptions &options);

/* Collective, 1 to 5 passes. */
RoughStart rough_krylov(Session &session, Operator &op, const SvdOptions &options, RandomColumns &random);

} // namespace athanor::rowwise

#endif
