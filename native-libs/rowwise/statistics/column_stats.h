/*
 * columnStats: mean, variance, std, min, max, norm and zeros of every column of A, each an n x 1 float64 output.
 *
 * On entry: input `a`, float64 or float32, at least 1 x 1. On exit: the outputs, and {"count": rows} as the result.
 * Errors: ATHANOR_NOT_FINITE; ATHANOR_INVALID_ARGUMENT unless rows > ddof.
 */
#ifndef ATHANOR_ROWWISE_COLUMN_STATS_H
#define ATHANOR_ROWWISE_COLUMN_STATS_H

#include "athanor/library.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void column_stats(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kColumnStatsManifest;

} // namespace athanor::rowwise

#endif
