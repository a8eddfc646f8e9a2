// The transfer types of native.ts as plain C++: made on the JavaScript thread, used on the MPI thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "athanor/library.h"

namespace athanor_host {

struct Part {
  std::string path;
  int64_t rows;
  std::string index_path; // empty: rows bring no indices
};

struct InputSpec {
  std::string name;
  athanor_dtype dtype;
  int64_t rows;
  int64_t cols;
  int64_t row_begin;
  int64_t row_end;
  std::vector<Part> parts;
  athanor_row_index row_index;
  int64_t matrix_rows;
};

struct OutputSpec {
  std::string name;
  std::string path;
  std::string index_path;
  std::string aligned_with; // empty: with none
};

using ParamValue = std::variant<double, std::string, bool>;

struct Job {
  std::string library;
  std::string routine;
  std::vector<InputSpec> inputs;
  std::vector<OutputSpec> outputs;
  std::map<std::string, ParamValue> params;
};

struct Failure {
  std::string code;
  std::string message;
  std::string details_json; // an object, or empty
};

struct WrittenOutput {
  std::string name;
  int64_t rows;
  int64_t cols;
  athanor_dtype dtype;
  int64_t bytes; // of the part file; the index file has 8 * rows more
  uint32_t crc32;
  bool indexed;
};

enum class Status { ok, failed, cancelled };

struct Outcome {
  Status status = Status::ok;
  std::optional<Failure> failure;
  std::string result_json; // rank 0's, or empty
  std::vector<WrittenOutput> outputs;
  // The ranks no longer agree on where they are: the group ends right after this outcome is reported.
  bool group_lost = false;
};

inline int64_t item_size(athanor_dtype dtype) { return dtype == ATHANOR_FLOAT32 ? 4 : 8; }

} // namespace athanor_host
