/*
 * nmf: A ~ W H with non-negative W (m x k) and H (k x n), which lower |A - W H| in the Frobenius norm.
 *
 * On entry: input `a` (m x n), float64 or float32, no entry negative. On exit: outputs w (aligned with a) and h, in a's
 * dtype, every entry at least 0; the result has the relative error |a - w h| / |a|, taken from a last pass over A.
 * Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT for a negative entry; with strict ATHANOR_NOT_CONVERGED.
 *
 * HALS (hals.h) from a random start. An iteration reads A once: a block of rows gives the products that its rows of W
 * are updated by, and right after, still in cache, its share of W'A and W'W, by which rank 0 updates H. The error of an
 * iteration never rises; it follows from |A|, W'A and W'W. Flops: 4 m n k an iteration. There is no guarantee of a
 * global minimum: other seeds end elsewhere.
 */
#ifndef ATHANOR_ROWWISE_NMF_H
#define ATHANOR_ROWWISE_NMF_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void nmf(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kNmfManifest;

} // namespace athanor::rowwise

#endif
