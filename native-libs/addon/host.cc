#include "host.h"

#include <chrono>
#include <csignal>
#include <memory>
#include <thread>
#include <utility>

#include "athanor/error.hpp"
#include "blas_name.h"
#include "events.h"
#include "job_runner.h"
#include "manifest.h"
#include "to_js.h"

namespace athanor_host {
namespace {

// How long a rank that lost its group stays, so that its JavaScript side can report the outcome.
constexpr std::chrono::seconds report_grace{1};

Napi::Value rejected(Napi::Env env, const char *message) {
  auto deferred = Napi::Promise::Deferred::New(env);
  deferred.Reject(Napi::Error::New(env, message).Value());
  return deferred.Promise();
}

// A promise that the MPI thread settles.
struct Settlement {
  Napi::Promise::Deferred deferred;
  JsChannel channel;

  Settlement(Napi::Env env, const char *name)
      : deferred(Napi::Promise::Deferred::New(env)),
        channel(env, Napi::Function::New(env, [](const Napi::CallbackInfo &) {}), name) {}

  void settle(std::function<void(Napi::Env, const Napi::Promise::Deferred &)> how) {
    channel.send([how = std::move(how), deferred = deferred](Napi::Env env, Napi::Function) { how(env, deferred); });
    channel.close();
  }
  void reject(const athanor::Error &error) {
    const Failure failure{error.code(), error.what(), error.details_json()};
    settle([failure](Napi::Env env, const Napi::Promise::Deferred &d) { d.Reject(error_to_js(env, failure)); });
  }
};

HostInfo open_session(MpiSession &session, const std::string &library_dir) {
  // A write over RLIMIT_FSIZE is to be an error like a full disk, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  session.open();
  LoadedFolder loaded = load_folder(library_dir);
  HostInfo info{session.rank(), session.size(), session.version(), blas_name(loaded.libraries), cpu_name(), {}, {}};
  info.libraries = std::move(loaded.libraries);
  info.refused = std::move(loaded.refused);
  return info;
}

} // namespace

Host &Host::instance() {
  static Host *host = new Host;
  return *host;
}

Napi::Value Host::start(Napi::Env env, const std::string &library_dir) {
  if (state_ != State::fresh) return rejected(env, "start() was called before; MPI starts once in a process");
  state_ = State::starting;
  auto settlement = std::make_shared<Settlement>(env, "athanor start");
  const Napi::Promise promise = settlement->deferred.Promise();
  thread_.post([this, settlement, library_dir] {
    try {
      settlement->settle(
          [this, info = open_session(session_, library_dir)](Napi::Env js, const Napi::Promise::Deferred &d) {
            HostInfo checked = info;
            started(js, checked);
            d.Resolve(info_to_js(js, checked));
          });
    } catch (const athanor::Error &error) {
      settlement->reject(error);
    } catch (const std::exception &error) {
      settlement->reject(athanor::Error("ATHANOR_INTERNAL", error.what()));
    }
  });
  return promise;
}

void Host::started(Napi::Env env, HostInfo &info) {
  keep_valid_manifests(env, info);
  libraries_ = info.libraries;
  state_ = State::ready;
}

const Library *Host::library_named(const std::string &name) const {
  for (const Library &library : libraries_)
    if (library.name == name) return &library;
  return nullptr;
}

Napi::Value Host::run(Napi::Env env, Job job, Napi::Function on_event) {
  if (state_ == State::running) return rejected(env, "run() was called while a job runs; a rank runs one at a time");
  if (state_ != State::ready) return rejected(env, "run() was called before start() had resolved, or after stop()");
  state_ = State::running;
  cancelled_ = false;
  auto events = std::make_shared<JobEvents>(env, on_event);
  const Napi::Promise promise = events->promise();
  thread_.post([this, events, job = std::move(job)] {
    Outcome outcome = run_job(session_, library_named(job.library), job, *events, cancelled_);
    const bool group_lost = outcome.group_lost;
    events->finish(std::move(outcome), [this] { state_ = State::ready; });
    if (!group_lost) return;
    std::this_thread::sleep_for(report_grace);
    session_.abort_group();
  });
  return promise;
}

void Host::cancel() { cancelled_ = true; }

Napi::Value Host::stop(Napi::Env env) {
  if (state_ == State::running) return rejected(env, "stop() was called while a job runs; cancel it first");
  if (state_ != State::ready) return rejected(env, "stop() was called before start() had resolved, or twice");
  state_ = State::stopping;
  auto settlement = std::make_shared<Settlement>(env, "athanor stop");
  const Napi::Promise promise = settlement->deferred.Promise();
  thread_.post([this, settlement] {
    try {
      session_.close();
      settlement->settle([this](Napi::Env js, const Napi::Promise::Deferred &d) {
        thread_.join(); // it has nothing left to do
        state_ = State::stopped;
        d.Resolve(js.Undefined());
      });
    } catch (const athanor::Error &error) {
      settlement->reject(error);
    }
  });
  return promise;
}

} // namespace athanor_host
