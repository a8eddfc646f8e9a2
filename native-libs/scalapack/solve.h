/*
 * solve: A X = B for a square A, by Gaussian elimination with partial pivoting (ScaLAPACK's getrf and getrs).
 *
 * On entry: inputs `a` (n x n) and `b` (n x columns), both float64 or both float32. On exit: output `x` (n x columns); the
 * result has the backward error, measured on a and b as they were, and an estimate of a's reciprocal condition.
 * Cost: 2 n^3 / 3 + 4 n^2 columns flops. Errors: ATHANOR_SINGULAR where a pivot is exactly zero, ATHANOR_NOT_FINITE.
 */
#ifndef ATHANOR_SCALAPACK_SOLVE_H
#define ATHANOR_SCALAPACK_SOLVE_H

#include "athanor/library.hpp"

namespace athanor::scalapack {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void solve(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kSolveManifest;

} // namespace athanor::scalapack

#endif
