#include "events.h"

#include <utility>

#include "to_js.h"

namespace athanor_host {

JobEvents::JobEvents(Napi::Env env, Napi::Function on_event)
    : channel_(env, on_event, "athanor job"), deferred_(Napi::Promise::Deferred::New(env)) {}

void JobEvents::progress(const char *phase, double fraction, const char *facts_json) {
  std::string name = phase == nullptr ? "" : phase;
  if (!throttle_.lets_through(name, ProgressThrottle::Clock::now())) return;
  std::string facts = facts_json == nullptr ? "" : facts_json;
  channel_.send([name = std::move(name), fraction, facts = std::move(facts)](Napi::Env env, Napi::Function on_event) {
    on_event.Call({progress_to_js(env, name, fraction, facts)});
  });
}

void JobEvents::log(const char *level, const char *message) {
  std::string level_name = level == nullptr ? "" : level;
  std::string text = message == nullptr ? "" : message;
  channel_.send([level_name = std::move(level_name), text = std::move(text)](Napi::Env env, Napi::Function on_event) {
    on_event.Call({log_to_js(env, level_name, text)});
  });
}

void JobEvents::finish(Outcome outcome, std::function<void()> then) {
  channel_.send(
      [outcome = std::move(outcome), then = std::move(then), deferred = deferred_](Napi::Env env, Napi::Function) {
        then();
        deferred.Resolve(outcome_to_js(env, outcome));
      });
  channel_.close();
}

} // namespace athanor_host
