/*
 * From vectors that low precision found to certified triplets, in few passes of no more columns than are wanted.
 *
 * With V the wanted vectors and P the others that rough_krylov() found, a pass makes T V and T'(T V) in doubles. Within
 * V the triplets are those of T V, and what the certificate needs is made of the same two products. Where they
 * have not converged, T'u - sigma v tells why, and each part of it is mended for itself:
 *
 *   within P:   by the eigenvectors of T'T within V and P, of which all that concerns V is known in doubles, and P's
 *               values are known well enough for a correction that is small
 *   beyond P:   there T'T is small, and v + (T'u - sigma v) / sigma is v multiplied by it: what remains is as much
 *               smaller as sigma^2 is larger than the squares of the singular values that were not found
 *
 * A step of a generalised Davidson method (Morgan & Scott 1986), with the rough subspace for its preconditioner.
 */
#ifndef ATHANOR_ROWWISE_POLISH_H
#define ATHANOR_ROWWISE_POLISH_H

#include <optional>

#include "refine.h"
#include "rough_krylov.h"

namespace athanor::rowwise {

/*
 * Collective, one pass of 4 rows cols k flops a round: the certified triplets, or nothing where they do not converge as
 * they ought to. For matrices in float64: triplets are certified as they are.
 */
std::optional<Certified> polish(Session &session, Operator &op, const SvdOptions &options, RoughVectors rough);

} // namespace athanor::rowwise

#endif
