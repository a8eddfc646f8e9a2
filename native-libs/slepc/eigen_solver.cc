#include "eigen_solver.h"

namespace athanor::slepc {
namespace {

SolverControl &control_of(void *context) { return *static_cast<SolverControl *>(context); }

PetscErrorCode converged(EPS eps, PetscScalar value, PetscScalar, PetscReal residual, PetscReal *error, void *context) {
  PetscInt iteration = 0;
  PetscCall(EPSGetIterationNumber(eps, &iteration));
  *error = control_of(context).error(value, residual, iteration);
  return 0;
}

PetscErrorCode stopping(EPS, PetscInt iteration, PetscInt, PetscInt found, PetscInt wanted, EPSConvergedReason *reason,
                        void *context) {
  if (!control_of(context).finished(iteration, found)) return 0;
  *reason = found >= wanted ? EPS_CONVERGED_TOL : EPS_CONVERGED_USER;
  return 0;
}

PetscErrorCode see_values(EPS, PetscInt, PetscInt, PetscScalar *values, PetscScalar *, PetscReal *, PetscInt count,
                          void *context) {
  for (PetscInt i = 0; i < count; ++i) control_of(context).see(values[i]);
  return 0;
}

void configure(EPS eps, const ShellMatrix &matrix, EPSWhich which, const SolverLimits &limits, SolverControl &control) {
  PetscInt side = 0;
  check(MatGetSize(matrix.mat(), &side, nullptr), "MatGetSize");
  const auto k = static_cast<PetscInt>(limits.k), basis = static_cast<PetscInt>(limits.basis(side));
  check(EPSSetOperators(eps, matrix.mat(), nullptr), "EPSSetOperators");
  check(EPSSetProblemType(eps, EPS_HEP), "EPSSetProblemType");
  check(EPSSetType(eps, EPSKRYLOVSCHUR), "EPSSetType");
  check(EPSSetWhichEigenpairs(eps, which), "EPSSetWhichEigenpairs");
  check(EPSSetDimensions(eps, k, basis, basis), "EPSSetDimensions");
  check(EPSSetTolerances(eps, 1, static_cast<PetscInt>(limits.max_iterations)), "EPSSetTolerances");
  check(EPSSetConvergenceTestFunction(eps, converged, &control, nullptr), "EPSSetConvergenceTestFunction");
  check(EPSSetStoppingTestFunction(eps, stopping, &control, nullptr), "EPSSetStoppingTestFunction");
  check(EPSMonitorSet(eps, see_values, &control, nullptr), "EPSMonitorSet");
  BV basis_vectors = nullptr;
  check(EPSGetBV(eps, &basis_vectors), "EPSGetBV");
  check(BVSetType(basis_vectors, BVCONTIGUOUS), "BVSetType");
  DS projected = nullptr;
  check(EPSGetDS(eps, &projected), "EPSGetDS");
  check(DSSetParallel(projected, DS_PARALLEL_SYNCHRONIZED), "DSSetParallel");
}

EigenPairs extract(EPS eps, const ShellMatrix &matrix, int64_t own_rows, int64_t k) {
  EigenPairs pairs{std::vector<double>(static_cast<size_t>(k)), std::vector<double>(static_cast<size_t>(own_rows * k)),
                   0, 0};
  OwnedVec vector;
  check(MatCreateVecs(matrix.mat(), nullptr, vector.address()), "MatCreateVecs");
  for (int64_t i = 0; i < k; ++i) {
    check(EPSGetEigenpair(eps, static_cast<PetscInt>(i), &pairs.values[static_cast<size_t>(i)], nullptr, vector,
                          nullptr),
          "EPSGetEigenpair");
    copy_column(vector, i, k, pairs.vectors);
  }
  return pairs;
}

} // namespace

EigenPairs solve_eigen(MPI_Comm comm, Session &session, RowsProduct &product, ShellKind kind, EPSWhich which,
                       const SolverLimits &limits) {
  const PhaseTimer timer(session, "iterate");
  const ShellMatrix matrix(comm, product, kind);
  SolverControl control(matrix, session, limits);
  OwnedEps eps;
  check(EPSCreate(comm, eps.address()), "EPSCreate");
  configure(eps, matrix, which, limits, control);
  const PetscErrorCode code = EPSSolve(eps);
  matrix.rethrow();
  check(code, "EPSSolve");
  PetscInt found = 0;
  check(EPSGetConverged(eps, &found), "EPSGetConverged");
  if (found < limits.k)
    throw Error("ATHANOR_NOT_CONVERGED",
                "SLEPc found " + std::to_string(found) + " of " + std::to_string(limits.k) +
                    " eigenvalues in " + std::to_string(control.iterations()) +
                    " restarts. Raise maxIterations or tol, or ask for fewer",
                "{\"iterations\":" + std::to_string(control.iterations()) + ",\"residual\":null}");
  EigenPairs pairs = extract(eps, matrix, product.own_columns(), limits.k);
  pairs.largest = control.largest();
  pairs.iterations = control.iterations();
  return pairs;
}

} // namespace athanor::slepc
