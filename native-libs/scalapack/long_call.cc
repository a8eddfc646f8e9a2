#include "long_call.h"

namespace athanor::scalapack {
namespace {

constexpr std::chrono::seconds kInterval{5};
/* No call that works is slower than this on any machine. */
constexpr double kLeastFlopsPerSecond = 1e8;
constexpr double kPatienceSeconds = 600;

std::chrono::seconds longest(const Context &context, double flops) {
  const double seconds = kPatienceSeconds + flops / (kLeastFlopsPerSecond * context.group().size());
  return std::chrono::seconds(static_cast<int64_t>(std::min(seconds, 1e9)));
}

} // namespace

Heartbeat::Heartbeat(Context &context, Stage stage, double flops) : context_(context), stage_(stage) {
  if (!context.group().root()) return;
  const auto until = std::chrono::steady_clock::now() + longest(context, flops);
  thread_ = std::thread([this, until] { beat(until); });
}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Heartbeat::beat(std::chrono::steady_clock::time_point until) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (std::chrono::steady_clock::now() < until) {
    if (ended_.wait_for(lock, kInterval, [this] { return done_; })) return;
    context_.run->progress(context_.run, stage_.phase, stage_.from, nullptr);
  }
}

} // namespace athanor::scalapack
