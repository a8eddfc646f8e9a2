/*
 * What the phases of one job share: the group, the host's services, the count of passes over A, the time spent
 * per phase.
 */
#ifndef ATHANOR_COMMON_SESSION_H
#define ATHANOR_COMMON_SESSION_H

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "athanor/library.hpp"
#include "group.h"

namespace athanor {

class Session {
 public:
  explicit Session(athanor_run *run) : group(run->comm, run->rank, run->size), run_(run) {}

  Group group;
  int64_t passes = 0; /* times A has been read */

  /* Local to this rank: once true a sweep may skip the rest of its blocks, since end_pass() will not return. */
  bool stop_requested() const { return run_->cancelled(run_) != 0; }

  /* Collective: ends the job if any rank was asked to stop. For loops whose every step is collective. */
  void check_cancelled() { leave_if_cancelled(run_); }

  /* Collective: ends a sweep over A, and the job if any rank was asked to stop. */
  void end_pass() {
    leave_if_cancelled(run_);
    ++passes;
  }

  /* Shown to the caller from rank 0; `residual` negative when there is none yet, `fraction` when unknown. */
  void progress(const char *phase, double fraction, double residual) {
    last_ = {phase, fraction, residual};
    report();
  }

  /* The same for a pass that knows how far it is. */
  void tick(double fraction) {
    last_.fraction = fraction;
    tick();
  }

  /* Called for every block of a sweep: a pass may take longer than a silent job is given. */
  void tick() {
    if (group.root() && std::chrono::steady_clock::now() - reported_ > std::chrono::seconds(2)) report();
  }

  void log(const char *level, const std::string &message) const { run_->log(run_, level, message.c_str()); }

  /* Milliseconds per phase on this rank, in order of first use. */
  std::vector<std::pair<std::string, double>> timings;

 private:
  struct Progress {
    const char *phase = "start";
    double fraction = -1;
    double residual = -1;
  };

  void report() {
    if (!group.root()) return;
    char facts[96];
    const long long pass = passes;
    if (last_.residual >= 0)
      std::snprintf(facts, sizeof facts, "{\"pass\":%lld,\"residual\":%.3e}", pass, last_.residual);
    else
      std::snprintf(facts, sizeof facts, "{\"pass\":%lld}", pass);
    run_->progress(run_, last_.phase, last_.fraction, facts);
    reported_ = std::chrono::steady_clock::now();
  }

  athanor_run *run_;
  Progress last_;
  std::chrono::steady_clock::time_point reported_{};
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

} // namespace athanor

#endif
