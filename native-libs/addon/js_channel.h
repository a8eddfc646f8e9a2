// From the MPI thread to the JavaScript thread: closures run there in the order they were sent.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <utility>

namespace athanor_host {

class JsChannel {
 public:
  using Work = std::function<void(Napi::Env, Napi::Function)>;

  // JavaScript thread. `callback` is handed to each closure. An open channel keeps the process alive.
  JsChannel(Napi::Env env, Napi::Function callback, const char *name)
      : function_(Napi::ThreadSafeFunction::New(env, callback, name, max_queued, 1)) {}

  // MPI thread. Blocks while the JavaScript thread is `max_queued` behind, so that a chatty kernel is slowed down and
  // not remembered without bound. Does nothing once the process is ending.
  void send(Work work) const {
    auto held = std::make_unique<Work>(std::move(work));
    const napi_status status =
        function_.BlockingCall(held.get(), [](Napi::Env env, Napi::Function callback, Work *raw) {
          std::unique_ptr<Work> owned(raw);
          if (env != nullptr) (*owned)(env, callback);
        });
    if (status == napi_ok) held.release(); // the queue owns it now
  }

  // MPI thread: nothing is sent after this.
  void close() { function_.Release(); }

 private:
  static constexpr size_t max_queued = 1024;
  Napi::ThreadSafeFunction function_;
};

} // namespace athanor_host
