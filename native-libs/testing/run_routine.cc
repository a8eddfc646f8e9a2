/*
 * Plays the host for one library: no bridge, no Node. The tool to debug a routine with, and what its tests run:
 *   mpirun -n 2 run_routine rowwise.so truncatedSvd --in a=100,20,float64,a.bin --param k=5 ... --out DIR
 * Parameters are given in full: it is the bridge that knows a manifest's defaults.
 */
#include <dlfcn.h>
#include <mpi.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "arguments.h"
#include "athanor/library.h"
#include "part_files.h"

struct athanor_output {
  std::string name;
  std::string path;
  FILE *file;
  int64_t rows;
  int64_t cols;
  athanor_dtype dtype;
};

namespace run_routine {
namespace {

struct Host {
  Arguments arguments;
  int rank;
  int64_t cancel_calls = 0;
  std::vector<std::unique_ptr<athanor_output>> outputs;
  std::string result = "null";
  std::string failure = "null";
};

Host &host_of(athanor_run *run) { return *static_cast<Host *>(run->host); }

std::string quoted(const std::string &text) {
  std::string result(1, '"');
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  result += '"';
  return result;
}

/* An undeclared parameter ends the job, as in the real host. */
const std::string &param(athanor_run *run, const char *name) {
  const auto &params = host_of(run).arguments.params;
  const auto found = params.find(name);
  if (found != params.end()) return found->second;
  std::fprintf(stderr, "run_routine: the routine asks for parameter %s: give it with --param\n", name);
  MPI_Abort(run->comm, 2);
  std::abort();
}

int64_t param_int(athanor_run *run, const char *name) { return std::stoll(param(run, name)); }
double param_float(athanor_run *run, const char *name) { return std::stod(param(run, name)); }
const char *param_string(athanor_run *run, const char *name) { return param(run, name).c_str(); }
int param_bool(athanor_run *run, const char *name) { return param(run, name) == "true"; }

athanor_output *open_output(athanor_run *run, const char *name, int64_t, int64_t cols, athanor_dtype dtype) {
  Host &host = host_of(run);
  const std::string path =
      host.arguments.out.empty() ? "" : host.arguments.out + "/" + name + "." + std::to_string(host.rank);
  FILE *file = path.empty() ? nullptr : std::fopen(path.c_str(), "wb");
  host.outputs.push_back(std::unique_ptr<athanor_output>(new athanor_output{name, path, file, 0, cols, dtype}));
  return host.outputs.back().get();
}

int write_rows(athanor_output *output, const void *data, int64_t rows) {
  output->rows += rows;
  if (output->file == nullptr) return 0;
  const size_t item = output->dtype == ATHANOR_FLOAT64 ? 8 : 4;
  const size_t count = static_cast<size_t>(rows * output->cols);
  return std::fwrite(data, item, count, output->file) == count ? 0 : -1;
}

void result_json(athanor_run *run, const char *json) { host_of(run).result = json; }

void progress(athanor_run *run, const char *phase, double fraction, const char *json) {
  if (!host_of(run).arguments.quiet) std::fprintf(stderr, "%-12s %5.2f %s\n", phase, fraction, json ? json : "");
}

int cancelled(athanor_run *run) {
  Host &host = host_of(run);
  return host.arguments.cancel_after >= 0 && ++host.cancel_calls > host.arguments.cancel_after;
}

void log(athanor_run *run, const char *level, const char *message) {
  if (!host_of(run).arguments.quiet) std::fprintf(stderr, "[%d] %s: %s\n", host_of(run).rank, level, message);
}

void error(athanor_run *run, const char *code, const char *message, const char *details) {
  Host &host = host_of(run);
  if (host.failure == "null")
    host.failure = "{\"code\":" + quoted(code) + ",\"message\":" + quoted(message) +
                   ",\"details\":" + (details ? details : "{}") + "}";
}

template <class Function>
Function symbol(void *library, const char *name) {
  void *address = dlsym(library, name);
  if (address == nullptr) throw std::runtime_error(std::string("the library does not export ") + name);
  return reinterpret_cast<Function>(address);
}

void *open_library(const std::string &path) {
  const std::string where = path.find('/') == std::string::npos ? "./" + path : path;
  void *library = dlopen(where.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  return library;
}

void print_outcome(const Host &host, int status) {
  const char *name = status == ATHANOR_OK ? "ok" : status == ATHANOR_CANCELLED ? "cancelled" : "failed";
  std::string outputs;
  for (const auto &output : host.outputs) {
    if (!outputs.empty()) outputs += ',';
    outputs += quoted(output->name) + ":{\"cols\":" + std::to_string(output->cols) +
               ",\"dtype\":" + (output->dtype == ATHANOR_FLOAT64 ? "\"float64\"" : "\"float32\"") + "}";
  }
  std::printf("{\"status\":\"%s\",\"failure\":%s,\"result\":%s,\"outputs\":{%s}}\n", name, host.failure.c_str(),
              host.result.c_str(), outputs.c_str());
}

/* Every rank must end with the same status and, failing, with an error of its own. */
void check_agreement(const Host &host, int status) {
  int range[2] = {status, -status};
  MPI_Allreduce(MPI_IN_PLACE, range, 2, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  if (range[0] != -range[1])
    std::fprintf(stderr, "run_routine: rank %d ended with status %d, others did not\n", host.rank, status);
  const bool silent = status == ATHANOR_FAILED && host.failure == "null";
  if (silent) std::fprintf(stderr, "run_routine: rank %d failed without an error\n", host.rank);
  if (range[0] != -range[1] || silent) MPI_Abort(MPI_COMM_WORLD, 3);
}

int run(const Arguments &arguments, int rank, int size) {
  Host host{arguments, rank, 0, {}, "null", "null"};
  void *library = open_library(arguments.library);
  if (arguments.routine == "manifest") {
    if (rank == 0) std::puts(symbol<const char *(*)()>(library, "athanor_manifest")());
    return ATHANOR_OK;
  }
  std::vector<std::unique_ptr<MappedInput>> inputs;
  std::vector<athanor_matrix> views;
  for (const InputSpec &spec : arguments.inputs) {
    inputs.push_back(std::make_unique<MappedInput>(spec, rank, size));
    views.push_back(inputs.back()->view());
  }
  athanor_run job{};
  job.abi_version = ATHANOR_ABI_VERSION;
  job.comm = MPI_COMM_WORLD;
  job.rank = rank;
  job.size = size;
  job.routine = arguments.routine.c_str();
  job.input_count = static_cast<int>(views.size());
  job.inputs = views.data();
  job.host = &host;
  job.param_int = param_int;
  job.param_float = param_float;
  job.param_string = param_string;
  job.param_bool = param_bool;
  job.open_output = open_output;
  job.write_rows = write_rows;
  job.result_json = result_json;
  job.progress = progress;
  job.cancelled = cancelled;
  job.log = log;
  job.error = error;
  const int status = symbol<int (*)(athanor_run *)>(library, "athanor_run_routine")(&job);
  for (const auto &output : host.outputs)
    if (output->file) std::fclose(output->file);
  check_agreement(host, status);
  if (rank == 0) print_outcome(host, status);
  return status;
}

} // namespace
} // namespace run_routine

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank = 0, size = 1;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  try {
    run_routine::run(run_routine::parse_arguments(argc, argv), rank, size);
  } catch (const std::exception &problem) {
    if (rank == 0) std::fprintf(stderr, "run_routine: %s\n\n%s", problem.what(), run_routine::kUsage);
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  MPI_Finalize();
  return 0;
}
