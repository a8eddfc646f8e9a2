/* The command line of run_routine. */
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace run_routine {

struct InputSpec {
  std::string name;
  int64_t rows;
  int64_t cols;
  std::string dtype;
  std::vector<std::string> files; /* parts, in row order */
  std::string index_file;         /* one int64 per row, or empty */
  bool positions;                 /* whether the indices are row numbers */
  int64_t matrix_rows;            /* more than `rows` where rows are missing */
};

struct Arguments {
  std::string library;
  std::string routine;
  std::vector<InputSpec> inputs;
  std::map<std::string, std::string> params;
  std::string out;
  int64_t cancel_after; /* calls of cancelled() until it answers yes; negative: never */
  bool quiet;
};

/* Throws std::runtime_error that says what is wrong. */
Arguments parse_arguments(int argc, char **argv);

extern const char *const kUsage;

} // namespace run_routine
