/*
 * The k leading singular triplets by SLEPc.
 *
 * trlanczos: SVDTRLANCZOS, Lanczos bidiagonalisation with thick restart, both bases orthogonalised (Baglama and Reichel
 *   2005; Hernandez, Roman and Tomas 2008). Two passes over A a step.
 * cross: EPS on A'A (eigen_solver.h), one pass a step; sigma and u are then made from A v, one pass more. Values below
 *   about 1e-6 of the largest are lost in the square.
 */
#ifndef ATHANOR_SLEPC_SVD_SOLVER_H
#define ATHANOR_SLEPC_SVD_SOLVER_H

#include "solver_control.h"
#include "vectors.h"

namespace athanor::slepc {

struct Triplets {
  Vectors u;
  Vectors v;
  std::vector<double> sigma; /* descending */
  int64_t iterations = 0;    /* restarts */
};

/* Collective. `triplets` comes with zeros and leaves orthonormal; sigma is zero where SLEPc found fewer. */
void solve_trlanczos(MPI_Comm comm, Session &session, RowsProduct &product, const SolverLimits &limits,
                     Triplets &triplets);
void solve_cross(MPI_Comm comm, Session &session, RowsProduct &product, RowSource &source, const SolverLimits &limits,
                 Triplets &triplets);

} // namespace athanor::slepc

#endif
