/*
 * truncatedSvd: the k leading singular triplets of A, A v_i = sigma_i u_i, each measured against A itself.
 *
 * On entry: input `a`, float64 or float32, at least 1 x 1, distributed by rows. On exit: outputs u (rows x k,
 * aligned with a), s (k x 1, float64), v (cols x k), and the certificate as the result. Parameters, memory and
 * accuracy: see the manifest (truncated_svd_manifest.cc). Arithmetic is double throughout; float32 inputs widen in
 * cache.
 *
 * Path: a method builds a subspace (krylov.h; gram.h for a short side up to kMaxDirectSide), projection.h turns it
 * into triplets, certificate.h measures them, refine.h widens the subspace until they are good enough.
 */
#ifndef ATHANOR_ROWWISE_TRUNCATED_SVD_H
#define ATHANOR_ROWWISE_TRUNCATED_SVD_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void truncated_svd(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kTruncatedSvdManifest;

} // namespace athanor::rowwise

#endif
