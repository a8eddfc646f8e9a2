#include "job_runner.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "athanor/collective.hpp"
#include "input_view.h"
#include "run_context.h"

namespace athanor_host {
namespace {

// A rank that leaves a routine with an error or cancelled gives the others this long to leave it too.
constexpr std::chrono::seconds leave_grace{5};

Outcome failed(const athanor::Error &error, bool group_lost = false) {
  Outcome outcome;
  outcome.status = Status::failed;
  outcome.failure = Failure{error.code(), error.what(), error.details_json()};
  outcome.group_lost = group_lost;
  return outcome;
}

std::optional<athanor::Error> error_of(const std::function<void()> &step) {
  try {
    step();
    return std::nullopt;
  } catch (const athanor::Error &error) {
    return error;
  } catch (const std::exception &error) {
    return athanor::Error("ATHANOR_INTERNAL", error.what());
  }
}

void prepare(const Library *library, const Job &job, std::vector<InputView> &views) {
  if (library == nullptr)
    throw athanor::Error("ATHANOR_UNKNOWN_ROUTINE", "no library " + job.library + " is loaded on this rank");
  const auto &routines = library->routines;
  if (std::find(routines.begin(), routines.end(), job.routine) == routines.end())
    throw athanor::Error("ATHANOR_UNKNOWN_ROUTINE", "library " + job.library + " has no routine " + job.routine);
  views.reserve(job.inputs.size());
  for (const InputSpec &spec : job.inputs) views.emplace_back(spec);
}

// What this rank alone thinks of how the routine ended.
struct Verdict {
  Status status;
  std::optional<athanor::Error> error;
};

Verdict verdict_of(int returned, RunContext &context) {
  if (returned == ATHANOR_CANCELLED) return {Status::cancelled, std::nullopt};
  if (context.error()) return {Status::failed, context.error()};
  if (returned != ATHANOR_OK)
    return {Status::failed, athanor::Error("ATHANOR_KERNEL_FAILED", "the routine failed and did not say why")};
  if (auto error = error_of([&] { context.finish_outputs(); })) return {Status::failed, error};
  return {Status::ok, std::nullopt};
}

// The gravest status of all ranks. False if the others have not come in time: only a rank that left early waits with
// a deadline, since one that is done may have to wait long for another's last step. Sleeps: it is no kernel's turn.
bool meet(MPI_Comm comm, Status mine, Status &gravest) {
  int local = mine == Status::ok ? 0 : mine == Status::cancelled ? 1 : 2;
  int highest = 0;
  MPI_Request request;
  athanor::check_mpi(MPI_Iallreduce(&local, &highest, 1, MPI_INT, MPI_MAX, comm, &request), "MPI_Iallreduce");
  const auto deadline = std::chrono::steady_clock::now() + leave_grace;
  for (auto pause = std::chrono::microseconds(20);; pause = std::min(pause * 2, std::chrono::microseconds(1000))) {
    int done = 0;
    athanor::check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test");
    if (done) break;
    if (mine != Status::ok && std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(pause);
  }
  gravest = highest == 0 ? Status::ok : highest == 1 ? Status::cancelled : Status::failed;
  return true;
}

// The same answer on all ranks: columns and dtype of each output must be those of every rank.
std::optional<athanor::Error> shapes_differ(MPI_Comm comm, const Job &job, const RunContext &context) {
  std::vector<int64_t> extremes; // least of each value and of its negative
  for (const OutputSpec &spec : job.outputs) {
    const athanor_output &output = *context.outputs().at(spec.name);
    for (const int64_t value : {output.cols, static_cast<int64_t>(output.dtype)}) {
      extremes.push_back(value);
      extremes.push_back(-value);
    }
  }
  const int count = static_cast<int>(extremes.size());
  athanor::check_mpi(MPI_Allreduce(MPI_IN_PLACE, extremes.data(), count, MPI_INT64_T, MPI_MIN, comm), "MPI_Allreduce");
  for (size_t i = 0; i < job.outputs.size(); ++i) {
    const int64_t *least = &extremes[4 * i];
    if (least[0] != -least[1] || least[2] != -least[3])
      return athanor::Error("ATHANOR_KERNEL_FAILED", "output " + job.outputs[i].name + " has " +
                                                         std::to_string(least[0]) + " to " + std::to_string(-least[1]) +
                                                         " columns, or several dtypes, on different ranks");
  }
  return std::nullopt;
}

Outcome conclude(MPI_Comm comm, const Job &job, RunContext &context, const Verdict &verdict) {
  Status gravest = Status::ok;
  if (!meet(comm, verdict.status, gravest))
    return failed(verdict.error.value_or(athanor::Error("ATHANOR_KERNEL_FAILED",
                                                        "the routine left as cancelled on this "
                                                        "rank, and other ranks did not")),
                  true);
  if (gravest == Status::failed) return failed(*athanor::agreed_error(comm, verdict.error));
  Outcome outcome;
  outcome.status = gravest;
  if (gravest == Status::cancelled) return outcome;
  if (const auto error = shapes_differ(comm, job, context)) return failed(*error);
  outcome.outputs = context.keep_outputs();
  outcome.result_json = context.result_json();
  return outcome;
}

// An exception that leaves a routine through the C ABI: nobody knows what it left behind, and the other ranks may be
// waiting in a collective for good. It is reported, and the group ends.
Outcome call(const Library &library, MPI_Comm host_comm, const Job &job, RunContext &context) {
  int returned = ATHANOR_FAILED;
  try {
    returned = library.run(context.abi());
  } catch (const std::exception &error) {
    return failed(athanor::Error("ATHANOR_KERNEL_FAILED", "routine " + job.routine + " threw: " + error.what()), true);
  } catch (...) {
    return failed(athanor::Error("ATHANOR_KERNEL_FAILED", "routine " + job.routine + " threw"), true);
  }
  return conclude(host_comm, job, context, verdict_of(returned, context));
}

Outcome run_together(MpiSession &session, const Library *library, const Job &job, JobEvents &events,
                     const std::atomic<bool> &cancelled) {
  std::vector<InputView> views;
  const auto local = error_of([&] { prepare(library, job, views); });
  // A fault in one rank's files ends the job on all before any enters the routine.
  if (const auto error = athanor::agreed_error(session.host_comm(), local)) return failed(*error);
  JobComm comm(session.host_comm());
  RunContext context(job, views, comm.get(), events, cancelled);
  const Outcome outcome = call(*library, session.host_comm(), job, context);
  if (outcome.group_lost) comm.abandon();
  return outcome;
}

} // namespace

Outcome run_job(MpiSession &session, const Library *library, const Job &job, JobEvents &events,
                const std::atomic<bool> &cancelled) {
  Outcome outcome;
  // What is caught here is MPI's own refusal (or no memory), which the other ranks do not know of.
  if (const auto error = error_of([&] { outcome = run_together(session, library, job, events, cancelled); }))
    outcome = failed(*error, true);
#ifdef __GLIBC__
  malloc_trim(0); // the workspace goes back to the system, not to this process's next job
#endif
  return outcome;
}

} // namespace athanor_host
