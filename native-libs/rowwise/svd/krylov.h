/*
 * Randomised block Krylov: an orthonormal basis of span{X, (T'T) X, (T'T)^2 X, ...} for a random block X, grown
 * until the singular triplets of T within it have converged.
 *
 * It is the block Lanczos recurrence of T'T (Golub & Underwood 1977) with full reorthogonalisation, started from a
 * random block (Musco & Musco 2015) and thick-restarted when the basis is full. One pass of A and one sum of a
 * short x block matrix a step: 4 rows cols block flops, and 8 short d block for the orthogonalisation.
 *
 * The recurrence itself tells when to stop: with T'T Q = Q H + Z R E' the triplet of eigenpair (sigma^2, s) of H has
 * ||T'u - sigma v|| = ||R s_last|| / sigma. Below eps sigma_1^2 / sigma that is rounding error: such triplets are
 * left to refine(), which measures with A itself.
 */
#ifndef ATHANOR_ROWWISE_KRYLOV_H
#define ATHANOR_ROWWISE_KRYLOV_H

#include "orthonormalize.h"
#include "subspace.h"
#include "truncated_svd_options.h"

namespace athanor::rowwise {

/* Fills an empty subspace of capacity options.capacity. At least options.k columns, whatever max_passes. `start`: own short
 * rows x options.block to start from, or empty for random ones. */
void krylov(Session &session, Operator &op, const SvdOptions &options, RandomColumns &random, Subspace &space,
            std::vector<double> start);

} // namespace athanor::rowwise

#endif
