/*
 * kmeans: k centers and a label for each row, such that the sum of squared distances of rows to their centers is
 * small: Lloyd's method (lloyd.h) from centers by k-means|| or from rows drawn at random (kmeans_start.h).
 *
 * On entry: input `a` (m x n), float64 or float32, 1 <= k <= m. On exit: outputs centers (k x n, a's dtype) and labels
 * (m x 1, aligned with a); the result has inertia (summed from differences in a last pass; null where a square is
 * beyond the range of a double), sizes, iterations and whether it converged. Errors: ATHANOR_NOT_FINITE;
 * ATHANOR_INVALID_ARGUMENT.
 *
 * Flops: 2 m n k an iteration at most, less by the rows that the bounds leave out; twice that for each round of the
 * start. Memory: some 40 bytes a row over all ranks; on every rank some 8 k n (6 + 4 rounds) bytes.
 */
#ifndef ATHANOR_ROWWISE_KMEANS_H
#define ATHANOR_ROWWISE_KMEANS_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void kmeans(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kKmeansManifest;

} // namespace athanor::rowwise

#endif
