// Registers the functions of native.ts, in its order; nothing else. What they do is in host.h.
#include <napi.h>

#include "from_js.h"
#include "host.h"

namespace {

using athanor_host::Host;

Napi::Value start(const Napi::CallbackInfo &info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "Expected libraryDir to be a string");
  return Host::instance().start(info.Env(), info[0].As<Napi::String>());
}

Napi::Value run(const Napi::CallbackInfo &info) {
  if (!info[1].IsFunction()) throw Napi::TypeError::New(info.Env(), "Expected onEvent to be a function");
  return Host::instance().run(info.Env(), athanor_host::job_from_js(info[0]), info[1].As<Napi::Function>());
}

void cancel(const Napi::CallbackInfo &) { Host::instance().cancel(); }

Napi::Value stop(const Napi::CallbackInfo &info) { return Host::instance().stop(info.Env()); }

Napi::Object register_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("start", Napi::Function::New(env, start));
  exports.Set("run", Napi::Function::New(env, run));
  exports.Set("cancel", Napi::Function::New(env, cancel));
  exports.Set("stop", Napi::Function::New(env, stop));
  return exports;
}

} // namespace

NODE_API_MODULE(athanor, register_functions)
