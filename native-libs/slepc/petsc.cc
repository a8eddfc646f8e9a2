#include "petsc.h"

namespace athanor::slepc {
namespace {

/* Collective over MPI_COMM_WORLD: a group's jobs run on all of its ranks. */
void initialise() {
  check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &PETSC_COMM_WORLD), "MPI_Comm_dup");
  for (const char *off : {"-no_signal_handler", "-skip_petscrc"})
    check(PetscOptionsSetValue(nullptr, off, "true"), "PetscOptionsSetValue");
  check(SlepcInitialize(nullptr, nullptr, nullptr, nullptr), "SlepcInitialize");
  check(PetscPushErrorHandler(PetscReturnErrorHandler, nullptr), "PetscPushErrorHandler");
  /* What PETSC_OPTIONS said is no business of a job's objects. */
  check(PetscOptionsClear(nullptr), "PetscOptionsClear");
}

} // namespace

void check(PetscErrorCode code, const char *call) {
  if (code == 0) return;
  const char *text = nullptr;
  PetscErrorMessage(code, &text, nullptr);
  std::string message = std::string(call) + " failed with PETSc's error " + std::to_string(code);
  if (text != nullptr) message += std::string(": ") + text;
  throw Error(code == PETSC_ERR_MEM ? "ATHANOR_OUT_OF_MEMORY" : "ATHANOR_KERNEL_FAILED", message);
}

JobComm::JobComm(const Session &session) {
  static bool initialised = false;
  if (!initialised) initialise();
  initialised = true;
  check_mpi(MPI_Comm_dup(session.group.comm(), &job_), "MPI_Comm_dup");
  check(PetscCommDuplicate(job_, &petsc_, nullptr), "PetscCommDuplicate");
  /* The same number in each job unless an earlier one left an object behind: objects keep PETSc's communicator. */
  session.log("debug", "PETSc works on communicator " + std::to_string(MPI_Comm_c2f(petsc_)));
}

JobComm::~JobComm() {
  (void)PetscCommDestroy(&petsc_);
  MPI_Comm_free(&job_);
}

void copy_column(Vec vector, int64_t col, int64_t width, std::vector<double> &matrix) {
  PetscInt rows = 0;
  const PetscScalar *values = nullptr;
  check(VecGetLocalSize(vector, &rows), "VecGetLocalSize");
  check(VecGetArrayRead(vector, &values), "VecGetArrayRead");
  for (int64_t i = 0; i < rows; ++i) matrix[static_cast<size_t>(i * width + col)] = values[i];
  check(VecRestoreArrayRead(vector, &values), "VecRestoreArrayRead");
}

} // namespace athanor::slepc
