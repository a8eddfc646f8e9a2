/*
 * conditionEstimate: the condition |A| |A^-1| of a square A in the 1-norm, estimated from its LU factors without the inverse
 * (Hager 1984, Higham 1988); nearly always within a factor of 3, never too large.
 *
 * On entry: input `a` (n x n), float64 or float32. On exit, in the result: condition (null where a is singular), rcond, norm.
 * Cost: 2 n^3 / 3 flops. Errors: ATHANOR_NOT_FINITE.
 */
#ifndef ATHANOR_SCALAPACK_CONDITION_ESTIMATE_H
#define ATHANOR_SCALAPACK_CONDITION_ESTIMATE_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void condition_estimate(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kConditionEstimateManifest;

} // namespace athanor::scalapack

#endif
