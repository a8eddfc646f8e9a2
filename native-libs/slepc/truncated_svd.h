/*
 * truncatedSvd: the k leading singular triplets of A by SLEPc, A v_i = sigma_i u_i, each measured against A: a check on
 * rowwise.truncatedSvd that shares nothing with it but the reading of rows.
 *
 * On entry: input `a`, float64 (as Debian builds PETSc), at least 1 x 1. On exit: outputs u (rows x k, aligned with a),
 * s (k x 1, descending), v (cols x k; the largest component of each positive), and the certificate as the result, with
 * the names that rowwise's has. Errors: ATHANOR_NOT_FINITE, ATHANOR_NOT_CONVERGED where strict. Parameters, memory,
 * cost: see the manifest (truncated_svd_manifest.cc). Algorithms: svd_solver.h.
 */
#ifndef ATHANOR_SLEPC_TRUNCATED_SVD_H
#define ATHANOR_SLEPC_TRUNCATED_SVD_H

#include "athanor/library.h"

namespace athanor::slepc {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void truncated_svd(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kTruncatedSvdManifest;

} // namespace athanor::slepc

#endif
