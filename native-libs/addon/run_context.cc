#include "run_context.h"

#include <cmath>
#include <stdexcept>
#include <utility>

namespace athanor_host {
namespace {

athanor::Error broken_contract(const std::string &how) { return athanor::Error("ATHANOR_KERNEL_FAILED", how); }

} // namespace

RunContext::RunContext(const Job &job, const std::vector<InputView> &inputs, MPI_Comm comm, JobEvents &events,
                       const std::atomic<bool> &cancelled)
    : job_(job), inputs_(inputs), events_(events), cancelled_(cancelled), abi_(functions()) {
  for (const InputView &view : inputs) matrices_.push_back(view.matrix());
  abi_.abi_version = ATHANOR_ABI_VERSION;
  abi_.comm = comm;
  athanor::check_mpi(MPI_Comm_rank(comm, &abi_.rank), "MPI_Comm_rank");
  athanor::check_mpi(MPI_Comm_size(comm, &abi_.size), "MPI_Comm_size");
  abi_.routine = job.routine.c_str();
  abi_.input_count = static_cast<int>(matrices_.size());
  abi_.inputs = matrices_.data();
  abi_.host = this;
}

athanor_run RunContext::functions() {
  athanor_run run{};
  run.param_int = [](athanor_run *r, const char *name) {
    const double value = of(r).param<double>(name, "an integer");
    if (std::trunc(value) != value)
      throw std::invalid_argument(std::string("parameter ") + name + " is not an integer");
    return static_cast<int64_t>(value);
  };
  run.param_float = [](athanor_run *r, const char *name) { return of(r).param<double>(name, "a number"); };
  run.param_string = [](athanor_run *r, const char *name) {
    return of(r).param<std::string>(name, "a string").c_str();
  };
  run.param_bool = [](athanor_run *r, const char *name) { return of(r).param<bool>(name, "a boolean") ? 1 : 0; };
  run.open_output = [](athanor_run *r, const char *name, int64_t rows, int64_t cols,
                       athanor_dtype dtype) -> athanor_output * {
    try {
      return of(r).open_output(name, rows, cols, dtype);
    } catch (const athanor::Error &error) {
      of(r).record(error);
      return nullptr;
    }
  };
  run.write_rows = write_rows;
  run.result_json = [](athanor_run *r, const char *json) {
    if (r->rank == 0) of(r).result_json_ = json == nullptr ? "" : json;
  };
  run.progress = [](athanor_run *r, const char *phase, double fraction, const char *json) {
    of(r).events_.progress(phase, fraction, json);
  };
  run.cancelled = [](athanor_run *r) { return of(r).cancelled_.load(std::memory_order_relaxed) ? 1 : 0; };
  run.log = [](athanor_run *r, const char *level, const char *message) { of(r).events_.log(level, message); };
  run.error = [](athanor_run *r, const char *code, const char *message, const char *details) {
    of(r).record(athanor::Error(code == nullptr ? "ATHANOR_KERNEL_FAILED" : code, message == nullptr ? "" : message,
                                details == nullptr ? "" : details));
  };
  return run;
}

void RunContext::record(athanor::Error error) {
  if (!error_) error_ = std::move(error);
}

// A std exception and not athanor::Error crosses into the library here: its type is the same in every shared object.
template <typename T>
const T &RunContext::param(const char *name, const char *type) const {
  const auto found = job_.params.find(name);
  if (found == job_.params.end())
    throw std::invalid_argument("routine " + job_.routine + " asked for the parameter " + name +
                                ", which its manifest does not declare");
  const T *value = std::get_if<T>(&found->second);
  if (value == nullptr)
    throw std::invalid_argument("routine " + job_.routine + " read the parameter " + name + " as " + type +
                                ", which it is not");
  return *value;
}

athanor_output *RunContext::open_output(const char *name, int64_t local_rows, int64_t cols, athanor_dtype dtype) {
  const OutputSpec *spec = nullptr;
  for (const OutputSpec &candidate : job_.outputs)
    if (candidate.name == name) spec = &candidate;
  const std::string called = std::string("output ") + name + " of routine " + job_.routine;
  if (spec == nullptr) throw broken_contract(called + " is not declared in its manifest");
  if (outputs_.contains(name)) throw broken_contract(called + " was opened twice");
  if (local_rows < 0 || cols < 1 || (dtype != ATHANOR_FLOAT32 && dtype != ATHANOR_FLOAT64))
    throw broken_contract(called + " was opened with " + std::to_string(local_rows) + " rows of " +
                          std::to_string(cols) + " columns and dtype " + std::to_string(dtype));
  const InputView *aligned = spec->aligned_with.empty() ? nullptr : view_named(spec->aligned_with);
  if (aligned != nullptr && aligned->local_rows() != local_rows)
    throw broken_contract(called + " is aligned with " + spec->aligned_with + ", which has " +
                          std::to_string(aligned->local_rows()) + " rows here, but was opened with " +
                          std::to_string(local_rows));
  auto &slot = outputs_[name];
  try {
    slot.reset(new athanor_output{this, *spec, aligned, local_rows, cols, dtype, OutputFile(spec->path), nullptr});
  } catch (...) {
    outputs_.erase(name);
    throw;
  }
  return slot.get();
}

const InputView *RunContext::view_named(const std::string &name) const {
  for (const InputView &view : inputs_)
    if (view.spec().name == name) return &view;
  throw broken_contract("an output is declared as aligned with " + name + ", which is no input");
}

int RunContext::write_rows(athanor_output *output, const void *data, int64_t rows) {
  if (output == nullptr) return -1; // open_output said why
  try {
    if (rows < 0 || output->rows + rows > output->declared_rows)
      throw broken_contract("output " + output->spec.name + " was opened for " + std::to_string(output->declared_rows) +
                            " rows, and " + std::to_string(output->rows + rows) + " were written");
    output->file.append(data, rows * output->cols * item_size(output->dtype));
    output->rows += rows;
    return 0;
  } catch (const athanor::Error &error) {
    output->context->record(error);
    return -1;
  }
}

void RunContext::finish_outputs() {
  for (const OutputSpec &spec : job_.outputs) {
    const auto found = outputs_.find(spec.name);
    if (found == outputs_.end())
      throw broken_contract("routine " + job_.routine + " did not write its output " + spec.name);
    athanor_output &output = *found->second;
    if (output.rows != output.declared_rows)
      throw broken_contract("output " + spec.name + " was opened for " + std::to_string(output.declared_rows) +
                            " rows, and only " + std::to_string(output.rows) + " were written");
    if (output.aligned_with == nullptr || !output.aligned_with->indexed()) continue;
    output.index_file = std::make_unique<OutputFile>(spec.index_path);
    output.index_file->continue_crc32(output.file.crc32());
    for (const athanor_segment &segment : output.aligned_with->segments())
      output.index_file->append(segment.indices, segment.rows * static_cast<int64_t>(sizeof(int64_t)));
  }
}

std::vector<WrittenOutput> RunContext::keep_outputs() {
  std::vector<WrittenOutput> written;
  for (const OutputSpec &spec : job_.outputs) {
    athanor_output &output = *outputs_.at(spec.name);
    const bool indexed = output.index_file != nullptr;
    output.file.keep();
    if (indexed) output.index_file->keep();
    const uint32_t crc32 = indexed ? output.index_file->crc32() : output.file.crc32();
    written.push_back({spec.name, output.rows, output.cols, output.dtype, output.file.bytes(), crc32, indexed});
  }
  return written;
}

} // namespace athanor_host
