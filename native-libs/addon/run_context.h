// The host's side of athanor_run: what the functions that a routine calls do. MPI thread only.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "athanor/collective.hpp"
#include "athanor/library.h"
#include "events.h"
#include "input_view.h"
#include "job.h"
#include "output_file.h"

namespace athanor_host {
class RunContext;
}

// One output of this rank, from open_output to the end of the job.
struct athanor_output {
  athanor_host::RunContext *context;
  const athanor_host::OutputSpec &spec;
  const athanor_host::InputView *aligned_with; // or nullptr
  int64_t declared_rows;
  int64_t cols;
  athanor_dtype dtype;
  athanor_host::OutputFile file;
  std::unique_ptr<athanor_host::OutputFile> index_file; // once finished, where the input is indexed
  int64_t rows = 0;                                     // written so far
};

namespace athanor_host {

class RunContext {
 public:
  RunContext(const Job &job, const std::vector<InputView> &inputs, MPI_Comm comm, JobEvents &events,
             const std::atomic<bool> &cancelled);
  RunContext(const RunContext &) = delete;
  RunContext &operator=(const RunContext &) = delete;

  athanor_run *abi() { return &abi_; }
  const std::optional<athanor::Error> &error() const { return error_; }
  const std::string &result_json() const { return result_json_; }
  const std::map<std::string, std::unique_ptr<athanor_output>> &outputs() const { return outputs_; }

  void record(athanor::Error error);
  // After the routine has returned: checks that each output is complete and writes the row indices. Throws
  // athanor::Error.
  void finish_outputs();
  // The files stay, and their facts are returned in the job's order of outputs.
  std::vector<WrittenOutput> keep_outputs();

 private:
  static athanor_run functions();
  static RunContext &of(athanor_run *run) { return *static_cast<RunContext *>(run->host); }

  template <typename T>
  const T &param(const char *name, const char *type) const;
  athanor_output *open_output(const char *name, int64_t local_rows, int64_t cols, athanor_dtype dtype);
  const InputView *view_named(const std::string &name) const;
  static int write_rows(athanor_output *output, const void *data, int64_t rows);

  const Job &job_;
  const std::vector<InputView> &inputs_;
  JobEvents &events_;
  const std::atomic<bool> &cancelled_;
  std::vector<athanor_matrix> matrices_;
  std::map<std::string, std::unique_ptr<athanor_output>> outputs_;
  std::optional<athanor::Error> error_;
  std::string result_json_;
  athanor_run abi_;
};

} // namespace athanor_host
