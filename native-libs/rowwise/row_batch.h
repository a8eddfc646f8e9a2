/*
 * Rows picked for the products of a block: read where they are when they follow each other, copied side by side
 * when they do not. The values are the same either way.
 */
#ifndef ATHANOR_ROWWISE_ROW_BATCH_H
#define ATHANOR_ROWWISE_ROW_BATCH_H

#include <vector>

#include "row_source.h"

namespace athanor::rowwise {

class RowBatch {
 public:
  explicit RowBatch(RowSource &source) : source_(source), capacity_(RowSource::block_rows(source.cols())) {}

  /* Ascending, counted within this rank; at most until full(). */
  void add(int64_t row) { rows_.push_back(row); }
  bool full() const { return size() == capacity_; }
  int64_t size() const { return static_cast<int64_t>(rows_.size()); }
  const std::vector<int64_t> &rows() const { return rows_; }
  void clear() { rows_.clear(); }

  /* The rows' values, until the next call; not for an empty batch. */
  Block read();

 private:
  RowSource &source_;
  int64_t capacity_;
  std::vector<int64_t> rows_;
  std::vector<double> copies_;
};

} // namespace athanor::rowwise

#endif
