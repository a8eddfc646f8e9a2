#include "input_view.h"

#include <algorithm>

#include "athanor/error.hpp"

namespace athanor_host {
namespace {

athanor::Error misdescribed(const InputSpec &spec, const std::string &how) {
  return athanor::Error("ATHANOR_INTERNAL", "input " + spec.name + " is described wrongly: " + how);
}

} // namespace

InputView::InputView(const InputSpec &spec) : spec_(spec) {
  for (const Part &part : spec.parts) indexed_ = indexed_ || !part.index_path.empty();
  check_shape();
  int64_t part_begin = 0;
  for (const Part &part : spec.parts) {
    add_segment(part, part_begin);
    part_begin += part.rows;
  }
}

athanor_matrix InputView::matrix() const {
  return {spec_.name.c_str(),
          spec_.dtype,
          spec_.rows,
          spec_.cols,
          spec_.row_begin,
          spec_.row_end,
          static_cast<int64_t>(segments_.size()),
          segments_.data(),
          spec_.row_index,
          spec_.matrix_rows};
}

void InputView::check_shape() const {
  if (spec_.cols < 1 || spec_.row_begin < 0 || spec_.row_begin > spec_.row_end || spec_.row_end > spec_.rows)
    throw misdescribed(spec_, "rows [" + std::to_string(spec_.row_begin) + ", " + std::to_string(spec_.row_end) +
                                  ") of " + std::to_string(spec_.rows) + " x " + std::to_string(spec_.cols));
  int64_t rows = 0;
  for (const Part &part : spec_.parts) {
    if (part.rows < 0)
      throw misdescribed(spec_, "part file " + part.path + " with " + std::to_string(part.rows) + " rows");
    rows += part.rows;
    if (part.rows > 0 && part.index_path.empty() == indexed_)
      throw misdescribed(spec_, "only some of its parts have row indices");
  }
  if (rows != spec_.rows)
    throw misdescribed(spec_,
                       "its parts have " + std::to_string(rows) + " rows, the matrix " + std::to_string(spec_.rows));
}

// The part's rows that are this rank's. A part without any is not opened: it may be on another host.
void InputView::add_segment(const Part &part, int64_t part_begin) {
  const int64_t begin = std::max(spec_.row_begin, part_begin) - part_begin;
  const int64_t end = std::min(spec_.row_end, part_begin + part.rows) - part_begin;
  if (begin >= end) return;
  const int64_t row_bytes = spec_.cols * item_size(spec_.dtype);
  maps_.emplace_back(part.path, part.rows * row_bytes, begin * row_bytes, end * row_bytes);
  athanor_segment segment{maps_.back().data(), part_begin + begin, end - begin, nullptr};
  if (indexed_) {
    const int64_t index_bytes = sizeof(int64_t);
    maps_.emplace_back(part.index_path, part.rows * index_bytes, begin * index_bytes, end * index_bytes);
    segment.indices = static_cast<const int64_t *>(maps_.back().data());
  }
  segments_.push_back(segment);
}

} // namespace athanor_host
