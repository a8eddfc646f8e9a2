#include "mpi_session.h"

#include <dlfcn.h>
#include <unistd.h>

namespace athanor_host {
namespace {

// Node loads addons RTLD_LOCAL, and with them libmpi; the plugins that Open MPI loads later look for libmpi's
// symbols in the global scope. Raising the library that is loaded already makes it so; harmless for other MPIs.
void make_mpi_global() {
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(&MPI_Init_thread), &info) != 0 && info.dli_fname != nullptr)
    dlopen(info.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD);
}

} // namespace

void MpiSession::open() {
  make_mpi_global();
  int provided = MPI_THREAD_SINGLE;
  // FUNNELED: the process has other threads (Node's), and only this one calls MPI.
  athanor::check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
  if (provided < MPI_THREAD_FUNNELED)
    throw athanor::Error("ATHANOR_INTERNAL", "this MPI offers no MPI_THREAD_FUNNELED; use one built with threads");
  athanor::check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  athanor::check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &host_comm_), "MPI_Comm_dup");
  athanor::check_mpi(MPI_Comm_rank(host_comm_, &rank_), "MPI_Comm_rank");
  athanor::check_mpi(MPI_Comm_size(host_comm_, &size_), "MPI_Comm_size");
}

void MpiSession::close() {
  athanor::check_mpi(MPI_Comm_free(&host_comm_), "MPI_Comm_free");
  athanor::check_mpi(MPI_Finalize(), "MPI_Finalize");
}

std::string MpiSession::version() const {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  athanor::check_mpi(MPI_Get_library_version(text, &length), "MPI_Get_library_version");
  return text; // not by length: Open MPI counts the terminator in
}

void MpiSession::abort_group() {
  MPI_Abort(MPI_COMM_WORLD, 86);
  _exit(86);
}

} // namespace athanor_host
