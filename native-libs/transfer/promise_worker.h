#pragma once

#include <napi.h>

namespace athanor_transfer {

// Work for a thread of libuv's pool, whose end settles a promise: OnOK() resolves `deferred_`.
class PromiseWorker : public Napi::AsyncWorker {
public:
  PromiseWorker(Napi::Env env, const char *name)
      : Napi::AsyncWorker(env, name), deferred_(Napi::Promise::Deferred::New(env)) {}

  // From here on it belongs to itself.
  Napi::Promise start() {
    const Napi::Promise promise = deferred_.Promise();
    Queue();
    return promise;
  }

protected:
  Napi::Promise::Deferred deferred_;
};

} // namespace athanor_transfer
