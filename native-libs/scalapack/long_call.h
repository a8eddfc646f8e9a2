/*
 * Calls of ScaLAPACK that may take minutes and cannot be interrupted. While one runs, a thread of its own keeps telling the
 * caller that the job is alive, so that it is not taken for a stalled one; it falls silent once the call has taken
 * far longer than its arithmetic can explain. A cancelled job leaves after the call (or is killed by the bridge).
 */
#ifndef ATHANOR_SCALAPACK_LONG_CALL_H
#define ATHANOR_SCALAPACK_LONG_CALL_H

#include <condition_variable>
#include <mutex>
#include <thread>

#include "context.h"
#include "row_pass.h"

namespace athanor::scalapack {

/* Reports a phase every few seconds until it goes out of scope. Meanwhile nothing else may report: the MPI thread is in
 * the call. */
class Heartbeat {
 public:
  Heartbeat(Context &context, Stage stage, double flops);
  Heartbeat(const Heartbeat &) = delete;
  Heartbeat &operator=(const Heartbeat &) = delete;
  ~Heartbeat();

 private:
  void beat(std::chrono::steady_clock::time_point until);

  Context &context_;
  Stage stage_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::thread thread_;
};

/* Collective: runs `call`, which all ranks together make of `flops` operations, as a phase of the job. */
template <class Call>
void long_call(Context &context, Stage stage, double flops, const Call &call) {
  const PhaseTimer timer(context.session, stage.phase);
  context.session.progress(stage.phase, stage.from, -1);
  {
    const Heartbeat heartbeat(context, stage, flops);
    call();
  }
  leave_if_cancelled(context.run);
  context.session.progress(stage.phase, stage.to, -1);
}

} // namespace athanor::scalapack

#endif
