/*
 * eigsh: k eigenvalues at one end of the spectrum of a symmetric A, A x_i = lambda_i x_i, each measured against A.
 *
 * On entry: input `a`, float64 (as Debian builds PETSc), n x n, symmetric; rows with positions may be stored in any
 * order. On exit: outputs values (k x 1, the most wanted first) and vectors (n x k, aligned with a; orthonormal
 * columns, the largest component of each positive), and the certificate as the result. Errors:
 * ATHANOR_INVALID_ARGUMENT, ATHANOR_NOT_FINITE, ATHANOR_NOT_SYMMETRIC, ATHANOR_NOT_CONVERGED where strict.
 * Parameters, memory, cost: see the manifest (eigsh_manifest.cc). Algorithm: eigen_solver.h.
 */
#ifndef ATHANOR_SLEPC_EIGSH_H
#define ATHANOR_SLEPC_EIGSH_H

#include "athanor/library.h"

namespace athanor::slepc {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void eigsh(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kEigshManifest;

} // namespace athanor::slepc

#endif
