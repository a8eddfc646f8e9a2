#include "svd_solver.h"

namespace athanor::slepc {
namespace {

SolverControl &control_of(void *context) { return *static_cast<SolverControl *>(context); }

PetscErrorCode converged(SVD svd, PetscReal sigma, PetscReal residual, PetscReal *error, void *context) {
  PetscInt iteration = 0;
  PetscCall(SVDGetIterationNumber(svd, &iteration));
  *error = control_of(context).error(sigma, residual, iteration);
  return 0;
}

PetscErrorCode stopping(SVD, PetscInt iteration, PetscInt, PetscInt found, PetscInt wanted, SVDConvergedReason *reason,
                        void *context) {
  if (!control_of(context).finished(iteration, found)) return 0;
  *reason = found >= wanted ? SVD_CONVERGED_TOL : SVD_CONVERGED_USER;
  return 0;
}

void configure(SVD svd, const ShellMatrix &matrix, const SolverLimits &limits, SolverControl &control) {
  PetscInt rows = 0, cols = 0;
  check(MatGetSize(matrix.mat(), &rows, &cols), "MatGetSize");
  const auto k = static_cast<PetscInt>(limits.k), basis = static_cast<PetscInt>(limits.basis(std::min(rows, cols)));
  check(SVDSetOperators(svd, matrix.mat(), nullptr), "SVDSetOperators");
  check(SVDSetImplicitTranspose(svd, PETSC_TRUE), "SVDSetImplicitTranspose");
  check(SVDSetType(svd, SVDTRLANCZOS), "SVDSetType");
  check(SVDSetWhichSingularTriplets(svd, SVD_LARGEST), "SVDSetWhichSingularTriplets");
  check(SVDSetDimensions(svd, k, basis, basis), "SVDSetDimensions");
  check(SVDSetTolerances(svd, 1, static_cast<PetscInt>(limits.max_iterations)), "SVDSetTolerances");
  check(SVDSetConvergenceTestFunction(svd, converged, &control, nullptr), "SVDSetConvergenceTestFunction");
  check(SVDSetStoppingTestFunction(svd, stopping, &control, nullptr), "SVDSetStoppingTestFunction");
  BV right = nullptr, left = nullptr;
  check(SVDGetBV(svd, &right, &left), "SVDGetBV");
  for (BV basis_vectors : {right, left}) check(BVSetType(basis_vectors, BVCONTIGUOUS), "BVSetType");
  DS projected = nullptr;
  check(SVDGetDS(svd, &projected), "SVDGetDS");
  check(DSSetParallel(projected, DS_PARALLEL_SYNCHRONIZED), "DSSetParallel");
}

} // namespace

void solve_trlanczos(MPI_Comm comm, Session &session, RowsProduct &product, const SolverLimits &limits,
                     Triplets &triplets) {
  const PhaseTimer timer(session, "iterate");
  const ShellMatrix matrix(comm, product, ShellKind::rows);
  SolverControl control(matrix, session, limits);
  OwnedSvd svd;
  check(SVDCreate(comm, svd.address()), "SVDCreate");
  configure(svd, matrix, limits, control);
  const PetscErrorCode code = SVDSolve(svd);
  matrix.rethrow();
  check(code, "SVDSolve");
  PetscInt found = 0;
  check(SVDGetConverged(svd, &found), "SVDGetConverged");
  OwnedVec u, v;
  check(MatCreateVecs(matrix.mat(), v.address(), u.address()), "MatCreateVecs");
  const int64_t kept = std::min<int64_t>(found, limits.k);
  for (int64_t i = 0; i < kept; ++i) {
    check(SVDGetSingularTriplet(svd, static_cast<PetscInt>(i), &triplets.sigma[static_cast<size_t>(i)], u, v),
          "SVDGetSingularTriplet");
    copy_column(u, i, limits.k, triplets.u.values);
    copy_column(v, i, limits.k, triplets.v.values);
  }
  /* Where A's rank is lower the rest of its null spaces will do; the certificate tells where it is not. */
  orthonormalize(triplets.u, kept);
  orthonormalize(triplets.v, kept);
  triplets.iterations = control.iterations();
}

} // namespace athanor::slepc
