// MPI_Init_thread to MPI_Finalize, and the group's communicators. MPI thread only.
#pragma once

#include <mpi.h>

#include <optional>
#include <string>

#include "athanor/collective.hpp"

namespace athanor_host {

class MpiSession {
 public:
  // Throws athanor::Error. Errors are returned, not fatal, on every communicator from here on.
  void open();
  void close();

  int rank() const { return rank_; }
  int size() const { return size_; }
  std::string version() const;
  // The host's own communicator, apart from the routines': its messages cannot meet theirs.
  MPI_Comm host_comm() const { return host_comm_; }

  // Ends all ranks of the group, without the mercy of destructors.
  [[noreturn]] void abort_group();

 private:
  MPI_Comm host_comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
};

// A communicator of one job's own, freed with it.
class JobComm {
 public:
  explicit JobComm(MPI_Comm parent) { athanor::check_mpi(MPI_Comm_dup(parent, &comm_), "MPI_Comm_dup"); }
  ~JobComm() {
    if (comm_ != MPI_COMM_NULL) MPI_Comm_free(&comm_);
  }
  JobComm(const JobComm &) = delete;
  JobComm &operator=(const JobComm &) = delete;

  MPI_Comm get() const { return comm_; }
  // Leaves it as it is: freeing is collective, and the other ranks will not come.
  void abandon() { comm_ = MPI_COMM_NULL; }

 private:
  MPI_Comm comm_ = MPI_COMM_NULL;
};

} // namespace athanor_host
