/*
 * PETSc and SLEPc, wrapped once: their life in a process that hosts many jobs, their errors, their objects.
 *
 * They are initialised with the first job that needs them, on the MPI thread, and never finalised: the process ends
 * after MPI_Finalize, and PetscFinalize must come before it. They live on a communicator of their own. A job's objects
 * live on one that is gone with the last of them, made from a duplicate of the job's. No signal handlers, no option
 * files, no error handler that prints or aborts.
 */
#ifndef ATHANOR_SLEPC_PETSC_H
#define ATHANOR_SLEPC_PETSC_H

#include <slepceps.h>
#include <slepcsvd.h>

#include "session.h"

namespace athanor::slepc {

/* Throws unless `code` is 0: ATHANOR_OUT_OF_MEMORY or ATHANOR_KERNEL_FAILED with PETSc's text. */
void check(PetscErrorCode code, const char *call);

/* PETSc's own communicator, made from a duplicate of the job's, for the job's objects. Initialises PETSc. Collective,
 * both ends. */
class JobComm {
 public:
  explicit JobComm(const Session &session);
  JobComm(const JobComm &) = delete;
  JobComm &operator=(const JobComm &) = delete;
  ~JobComm();
  operator MPI_Comm() const { return petsc_; }

 private:
  MPI_Comm job_ = MPI_COMM_NULL;
  MPI_Comm petsc_ = MPI_COMM_NULL;
};

/* A PETSc object with what destroys it. The destructor is collective: objects go in the same order on all ranks. */
template <class Object, PetscErrorCode (*Destroy)(Object *)>
class Owned {
 public:
  Owned() = default;
  Owned(const Owned &) = delete;
  Owned &operator=(const Owned &) = delete;
  ~Owned() { (void)Destroy(&object_); }
  Object *address() { return &object_; }
  operator Object() const { return object_; }

 private:
  Object object_ = nullptr;
};

using OwnedMat = Owned<Mat, MatDestroy>;
using OwnedVec = Owned<Vec, VecDestroy>;
using OwnedEps = Owned<EPS, EPSDestroy>;
using OwnedSvd = Owned<SVD, SVDDestroy>;

/* This rank's entries of a vector into column `col` of its rows of a row-major matrix, `width` wide. */
void copy_column(Vec vector, int64_t col, int64_t width, std::vector<double> &matrix);

} // namespace athanor::slepc

#endif
