/*
 * What the phases of one job share: the group, the host's services, the count of passes over A, the time spent
 * per phase.
 */
#ifndef ATHANOR_ROWWISE_SESSION_H
#define ATHANOR_ROWWISE_SESSION_H

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "athanor/library.hpp"
#include "group.h"

namespace athanor::rowwise {

class Session {
 public:
  explicit Session(athanor_run *run) : group(run->comm, run->rank, run->size), run_(run) {}

  Group group;
  int64_t passes = 0; /* times A has been read */

  /* Local to this rank: once true a sweep may skip the rest of its blocks, since end_pass() will not return. */
  bool stop_requested() const { return run_->cancelled(run_) != 0; }

  /* Collective: ends a sweep over A, and the job if any rank was asked to stop. */
  void end_pass() {
    leave_if_cancelled(run_);
    ++passes;
  }

  /* Shown to the caller from rank 0; `residual` negative when there is none yet. */
  void progress(const char *phase, double fraction, double residual) const {
    if (!group.root()) return;
    char facts[96];
    if (residual >= 0)
      std::snprintf(facts, sizeof facts, "{\"pass\":%lld,\"residual\":%.3e}", static_cast<long long>(passes), residual);
    else
      std::snprintf(facts, sizeof facts, "{\"pass\":%lld}", static_cast<long long>(passes));
    run_->progress(run_, phase, fraction, facts);
  }

  void log(const char *level, const std::string &message) const { run_->log(run_, level, message.c_str()); }

  athanor_run *run() const { return run_; }

  /* Milliseconds per phase on this rank, in order of first use. */
  std::vector<std::pair<std::string, double>> timings;

 private:
  athanor_run *run_;
};

/* Adds the time of its scope to a phase. */
class PhaseTimer {
 public:
  PhaseTimer(Session &session, const char *phase)
      : session_(session), phase_(phase), start_(std::chrono::steady_clock::now()) {}
  PhaseTimer(const PhaseTimer &) = delete;
  PhaseTimer &operator=(const PhaseTimer &) = delete;
  ~PhaseTimer() {
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
    for (auto &entry : session_.timings)
      if (entry.first == phase_) {
        entry.second += ms;
        return;
      }
    session_.timings.emplace_back(phase_, ms);
  }

 private:
  Session &session_;
  std::string phase_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace athanor::rowwise

#endif
