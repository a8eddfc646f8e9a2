// misbehave: one routine that does whatever a library must not do, chosen by the parameters `how` and `rank` (the rank
// that does it; -1: all). For tests of what the host and the bridge make of it; never installed.
#include <athanor/library.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

constexpr const char *manifest = R"({
  "abi": 1, "name": "misbehave", "version": "1.0.0", "doc": "Faults on purpose, for tests.",
  "routines": [{
    "name": "misbehave", "doc": "Copies a to copy, or fails in the way that how names.", "device": "cpu",
    "inputs": [{"name": "a", "layout": "rows", "dtypes": ["float64"], "minRows": 0, "minCols": 1,
                "doc": "Any matrix."}],
    "params": [
      {"name": "how", "type": "string", "default": "copy", "doc": "The fault, a key of the table in misbehave.cc."},
      {"name": "rank", "type": "int", "default": -1, "doc": "The rank that commits it; -1: every rank."}
    ],
    "outputs": [{"name": "copy", "rows": "a.rows", "cols": "a.cols", "dtype": "float64", "alignedWith": "a",
                 "doc": "a again."}],
    "workspaceBytes": {"perRank": "0", "distributed": "0"}
  }]
})";

using Fault = void (*)(athanor_run *);

void nap() { std::this_thread::sleep_for(std::chrono::milliseconds(10)); }

void open_by(athanor_run *run, const char *output) { athanor::Output<double>(run, output, 0, 1); }

// A long job that behaves: progress a hundred times a second, and it leaves when it is told to.
void wait_for_cancel(athanor_run *run) {
  for (int pass = 0;; ++pass, nap()) {
    run->progress(run, "waiting", -1, ("{\"pass\":" + std::to_string(pass) + "}").c_str());
    athanor::leave_if_cancelled(run);
  }
}

void write_input(athanor_run *run) {
  *static_cast<volatile double *>(const_cast<void *>(run->inputs[0].segments[0].data)) = 0;
}

/* Overwrites what the allocator keeps beside a block, then lets it find that. */
void corrupt_heap(athanor_run *) {
  volatile char *block = static_cast<volatile char *>(std::malloc(64));
  for (int i = -16; i < 256; ++i) block[i] = 'x';
  std::free(const_cast<char *>(block));
  std::abort();  // an allocator that did not notice
}

void chatter(athanor_run *run) {
  for (int i = 0; i < 5000; ++i) run->progress(run, i < 2500 ? "first" : "second", i / 5000.0, nullptr);
  run->log(run, "warn", "a line for the log");
}

// What is done before the routine's first collective.
const std::map<std::string, Fault> faults = {
    {"abort", [](athanor_run *) { std::abort(); }},
    {"segfault", [](athanor_run *) { std::raise(SIGSEGV); }},
    {"kill", [](athanor_run *) { std::raise(SIGKILL); }},
    {"exit", [](athanor_run *) { std::_Exit(3); }},
    {"exitWithHandlers", [](athanor_run *) { std::exit(3); }},
    {"corruptHeap", corrupt_heap},
    {"throw", [](athanor_run *) { throw std::runtime_error("thrown on purpose"); }},
    {"outOfMemory", [](athanor_run *) { throw std::bad_alloc(); }},
    {"leaveAlone", [](athanor_run *) { throw athanor::Cancelled(); }},
    {"loopForever",
     [](athanor_run *) {
       for (;;) asm volatile("");
     }},
    {"sleepForever",
     [](athanor_run *) {
       for (;;) nap();
     }},
    {"writeInput", write_input},
    {"waitForCancel", wait_for_cancel}, // collective: on all ranks
    {"chatter", chatter},
    {"badResult", [](athanor_run *run) { run->result_json(run, "{\"mean\": nan}"); }},
    {"undeclaredParam", [](athanor_run *run) { run->param_int(run, "nosuch"); }},
    {"wrongTypeParam", [](athanor_run *run) { run->param_int(run, "how"); }},
};

void write_copies(athanor::Output<double> &copy, const athanor::Input<double> &a) {
  for (int64_t i = 0; i < a.segments(); ++i) copy.write(a.segment(i).data, a.segment(i).rows);
}

// `how`: of a rank that is to do it wrong, else empty.
void copy_input(athanor_run *run, const std::string &how) {
  const athanor::Input<double> a(run, "a");
  const int64_t cols = a.cols() + (how == "ragged" ? 1 : 0);
  athanor::Output<double> copy(run, "copy", a.local_rows() + (how == "misaligned" ? 1 : 0), cols);
  if (how == "fewerRows") return;
  if (how == "ragged") return copy.write(std::vector<double>(a.local_rows() * cols).data(), a.local_rows());
  write_copies(copy, a);
  if (how == "moreRows") write_copies(copy, a);
  if (how == "outputTwice") open_by(run, "copy");
  if (how == "undeclaredOutput") open_by(run, "nosuch");
}

void misbehave(athanor_run *run, const std::string &how, bool guilty) {
  athanor::agree_on(run, [&] {
    if (guilty && how == "agreedError")
      throw athanor::Error("ATHANOR_SINGULAR", "singular on purpose", R"({"row":17})");
  });
  if (guilty && faults.contains(how)) faults.at(how)(run);
  athanor::check_mpi(MPI_Barrier(run->comm), "MPI_Barrier"); // where the others wait for a rank that never comes
  if (guilty && how == "noOutput") return;
  copy_input(run, guilty ? how : "");
}

} // namespace

const char *athanor_manifest(void) { return manifest; }

int athanor_run_routine(athanor_run *run) {
  const std::string how = run->param_string(run, "how");
  const int64_t rank = run->param_int(run, "rank");
  const bool guilty = rank == -1 || rank == run->rank;
  if (guilty && how == "leakThrow") throw std::runtime_error("left through the C ABI");
  if (guilty && how == "leakAnything") throw 42;
  if (how == "failSilently") return ATHANOR_FAILED;
  return athanor::guarded(run, [&] { misbehave(run, how, guilty); });
}
