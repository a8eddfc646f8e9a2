/*
 * Triplets and their certificate in one pass, where eigenvectors V of T'T are good to begin with.
 *
 * The pass makes Y = T V / s and W = T'Y, s the roots of the eigenvalues. Y is orthonormal but for the eigenvectors'
 * error, so that a Cholesky factor of Y'Y makes it so exactly, and the SVD of a small matrix gives the triplets of T
 * within span V as project() does. Both products of the certificate are then those of the pass, turned by the same
 * small and well-conditioned matrices as the triplets: T v = Y s Z and T'u = W M, for v = V Z and u = Y M. Rounding
 * aside that is what another pass would find.
 */
#ifndef ATHANOR_ROWWISE_EIGEN_TRIPLETS_H
#define ATHANOR_ROWWISE_EIGEN_TRIPLETS_H

#include <optional>

#include "gram.h"
#include "refine.h"

namespace athanor::rowwise {

/*
 * Collective, one pass: 4 rows cols width flops. The leading k triplets within the eigenvectors that are worth it, and
 * where they have not all converged, those eigenvectors with their image in `space`, which was empty. Nothing, and no
 * pass, where fewer than k eigenvalues are beyond rounding, and nothing where Y was not nearly orthonormal.
 */
std::optional<Certified> eigen_triplets(Session &session, Operator &op, const SvdOptions &options,
                                        const Eigenvectors &eigen, std::optional<Subspace> &space);

} // namespace athanor::rowwise

#endif
