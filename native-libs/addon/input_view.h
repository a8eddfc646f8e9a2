// The rows of one input that this rank works on, as segments of mapped part files.
#pragma once

#include <vector>

#include "athanor/library.h"
#include "job.h"
#include "mapped_file.h"

namespace athanor_host {

class InputView {
 public:
  // Maps what [row_begin, row_end) touches. Throws athanor::Error; on every fault nothing stays mapped.
  // The spec must outlive the view.
  explicit InputView(const InputSpec &spec);
  InputView(InputView &&) = default;

  const InputSpec &spec() const { return spec_; }
  bool indexed() const { return indexed_; }
  int64_t local_rows() const { return spec_.row_end - spec_.row_begin; }
  const std::vector<athanor_segment> &segments() const { return segments_; }
  // Points into the view: valid as long as the view is neither moved nor destroyed.
  athanor_matrix matrix() const;

 private:
  void check_shape() const;
  void add_segment(const Part &part, int64_t part_begin);

  const InputSpec &spec_;
  bool indexed_ = false;
  std::vector<MappedFile> maps_; // what the segments point into
  std::vector<athanor_segment> segments_;
};

} // namespace athanor_host
