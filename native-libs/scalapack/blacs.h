/*
 * BLACS, ScaLAPACK's message layer, wrapped once: a process grid over a job's communicator.
 *
 * BLACS ends the whole process on a wrong argument, so what it is given is checked before. A grid and its system handle
 * are given back when the object goes: the process runs thousands of jobs.
 */
#ifndef ATHANOR_SCALAPACK_BLACS_H
#define ATHANOR_SCALAPACK_BLACS_H

#include <mpi.h>

#include "athanor/block_cyclic.hpp"

namespace athanor::scalapack {

class BlacsGrid {
 public:
  /* Collective; `grid` has all ranks of `comm`, and rank r is process (r / cols, r % cols). */
  BlacsGrid(MPI_Comm comm, const ProcessGrid &grid);
  BlacsGrid(const BlacsGrid &) = delete;
  BlacsGrid &operator=(const BlacsGrid &) = delete;
  ~BlacsGrid();

  int context() const { return context_; }

 private:
  int system_handle_;
  int context_;
};

} // namespace athanor::scalapack

#endif
