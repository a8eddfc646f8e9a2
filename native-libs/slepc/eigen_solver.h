/*
 * The k eigenvalues at one end of a symmetric operator's spectrum and their vectors, by SLEPc's EPS: Krylov-Schur,
 * which for symmetric operators is thick-restart Lanczos with full orthogonalisation (Stewart 2001; Wu and Simon 2000).
 * One product a step, k + 32 or k steps a restart.
 */
#ifndef ATHANOR_SLEPC_EIGEN_SOLVER_H
#define ATHANOR_SLEPC_EIGEN_SOLVER_H

#include "solver_control.h"

namespace athanor::slepc {

struct EigenPairs {
  std::vector<double> values;  /* the most wanted first */
  std::vector<double> vectors; /* own rows x k, row-major, orthonormal columns */
  double largest;              /* magnitude of any eigenvalue seen: an estimate of the operator's norm */
  int64_t iterations;
};

/* Collective. Throws Cancelled, or ATHANOR_NOT_CONVERGED where SLEPc has fewer than k pairs to hand out. */
EigenPairs solve_eigen(MPI_Comm comm, Session &session, RowsProduct &product, ShellKind kind, EPSWhich which,
                       const SolverLimits &limits);

} // namespace athanor::slepc

#endif
