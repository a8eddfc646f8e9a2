// The process's one host: start, run, cancel and stop of native.ts, and the state between them.
#pragma once

#include <napi.h>

#include <atomic>
#include <string>
#include <vector>

#include "host_info.h"
#include "job.h"
#include "mpi_session.h"
#include "mpi_thread.h"

namespace athanor_host {

class Host {
 public:
  // Never destroyed: at the end of the process its thread may be inside a kernel.
  static Host &instance();

  // JavaScript thread, all four. A call out of turn rejects.
  Napi::Value start(Napi::Env env, const std::string &library_dir);
  Napi::Value run(Napi::Env env, Job job, Napi::Function on_event);
  void cancel();
  Napi::Value stop(Napi::Env env);

 private:
  enum class State { fresh, starting, ready, running, stopping, stopped };

  void started(Napi::Env env, HostInfo &info);
  const Library *library_named(const std::string &name) const;

  State state_ = State::fresh;     // JavaScript thread
  std::vector<Library> libraries_; // set before the first job; read by both threads after that
  std::atomic<bool> cancelled_{false};
  MpiSession session_; // MPI thread
  MpiThread thread_;   // last: its tasks use the members above
};

} // namespace athanor_host
