// Which progress reports go on to JavaScript: every change of phase, else about 20 a second.
#pragma once

#include <chrono>
#include <string>

namespace athanor_host {

class ProgressThrottle {
 public:
  using Clock = std::chrono::steady_clock;

  bool lets_through(const std::string &phase, Clock::time_point now) {
    if (phase == phase_ && now - last_ < interval) return false;
    phase_ = phase;
    last_ = now;
    return true;
  }

 private:
  static constexpr std::chrono::milliseconds interval{50};
  std::string phase_;
  Clock::time_point last_{};
};

} // namespace athanor_host
