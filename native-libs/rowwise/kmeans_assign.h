/*
 * kmeansAssign: for each row the nearest of centers that kmeans found, and the distance to it.
 *
 * On entry: inputs `a` (m x n) and `centers` (k x n), each float64 or float32. On exit: outputs labels and distances
 * (m x 1, aligned with a); the result has inertia, the sum of the squared distances, and the clusters' sizes.
 * Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT for shapes that do not fit.
 * Flops: 2 m n k, in one pass over a. Memory: five times the centers in doubles on every rank.
 */
#ifndef ATHANOR_ROWWISE_KMEANS_ASSIGN_H
#define ATHANOR_ROWWISE_KMEANS_ASSIGN_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void kmeans_assign(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kKmeansAssignManifest;

} // namespace athanor::rowwise

#endif
