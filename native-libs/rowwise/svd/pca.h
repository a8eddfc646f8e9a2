/*
 * pca: the k principal components of A, from the singular triplets of A - 1 mean', which is centred block by block as
 * it is read: no centred copy is made.
 *
 * On entry: input `a` (m x n), float64 or float32, m >= 2. On exit: outputs components (n x k), scores (m x k,
 * (A - 1 mean') components, aligned with a), mean (n x 1), explainedVariance (k x 1), and as the result the ratios and
 * truncatedSvd's certificate, which is about the centred matrix. Parameters and methods as truncatedSvd.
 * Errors: ATHANOR_NOT_FINITE, ATHANOR_INVALID_ARGUMENT, ATHANOR_NOT_CONVERGED (strict).
 */
#ifndef ATHANOR_ROWWISE_PCA_H
#define ATHANOR_ROWWISE_PCA_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void pca(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kPcaManifest;

} // namespace athanor::rowwise

#endif
