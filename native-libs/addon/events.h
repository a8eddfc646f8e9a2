// What a running job tells the JavaScript thread: progress, log lines and, last, its outcome.
#pragma once

#include <napi.h>

#include <string>

#include "job.h"
#include "js_channel.h"
#include "progress_throttle.h"

namespace athanor_host {

class JobEvents {
 public:
  // JavaScript thread.
  JobEvents(Napi::Env env, Napi::Function on_event);

  Napi::Promise promise() const { return deferred_.Promise(); }

  // The rest: MPI thread.
  void progress(const char *phase, double fraction, const char *facts_json);
  void log(const char *level, const char *message);
  // Resolves the promise after the events sent before; `then` runs just before it, on the JavaScript thread.
  void finish(Outcome outcome, std::function<void()> then);

 private:
  JsChannel channel_;
  Napi::Promise::Deferred deferred_;
  ProgressThrottle throttle_;
};

} // namespace athanor_host
