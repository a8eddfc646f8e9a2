/*
 * The direct methods, for a short side that one rank can factor: leading right singular vectors of T from its Gram
 * matrix, or from its R factor. Both leave a subspace for project(), which computes the triplets themselves.
 */
#ifndef ATHANOR_ROWWISE_GRAM_H
#define ATHANOR_ROWWISE_GRAM_H

#include "subspace.h"
#include "truncated_svd_options.h"

namespace athanor::rowwise {

/*
 * Eigenvectors of T'T, summed over row blocks: long short^2 flops, two passes. Vectors of small singular values
 * suffer from the squared condition number: error about eps sigma_1^2 / sigma.
 */
void gram_subspace(Session &session, Operator &op, const SvdOptions &options, Subspace &space);

/* Singular vectors of R, T = Q R, Q not kept: 2 long short^2 flops, two passes, error about eps sigma_1. */
void qr_subspace(Session &session, Operator &op, const SvdOptions &options, Subspace &space);

} // namespace athanor::rowwise

#endif
