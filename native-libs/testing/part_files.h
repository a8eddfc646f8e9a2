/* Maps the parts of an input read-only and shows this rank its even share of the rows. */
#pragma once

#include <vector>

#include "arguments.h"
#include "athanor/library.h"

namespace run_routine {

class MappedInput {
 public:
  /* Throws std::runtime_error for a missing file or one of the wrong size. */
  MappedInput(const InputSpec &spec, int rank, int size);
  MappedInput(const MappedInput &) = delete;
  MappedInput &operator=(const MappedInput &) = delete;
  ~MappedInput();

  /* Points into this object. */
  athanor_matrix view() const;

 private:
  struct Mapping {
    void *data;
    size_t bytes;
  };

  InputSpec spec_;
  int64_t row_begin_;
  int64_t row_end_;
  std::vector<Mapping> mappings_;
  std::vector<athanor_segment> segments_;
  const int64_t *indices_ = nullptr;
};

} // namespace run_routine
