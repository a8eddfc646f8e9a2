/*
 * The rows that one rank has, or is to get, of a matrix: their numbers, in the rank's own order. Numbers are what
 * positions say, and otherwise count the rows as they are stored.
 */
#ifndef ATHANOR_ROW_NUMBERS_HPP
#define ATHANOR_ROW_NUMBERS_HPP

#include <algorithm>
#include <cstdint>
#include <string>

#include "athanor/error.hpp"
#include "athanor/library.h"

namespace athanor {

/* Calls use(segment, first, count) for the pieces of segments that hold a rank's rows [begin, begin + count). */
template <class Use>
void for_each_piece(const athanor_matrix &matrix, int64_t begin, int64_t count, const Use &use) {
  int64_t row = matrix.row_begin + begin;
  const int64_t end = row + count;
  const athanor_segment *segment = std::upper_bound(
      matrix.segments, matrix.segments + matrix.segment_count, row,
      [](int64_t wanted, const athanor_segment &each) { return wanted < each.first_row + each.rows; });
  for (; row < end; ++segment) {
    const int64_t first = row - segment->first_row;
    const int64_t rows = std::min(segment->rows - first, end - row);
    use(*segment, first, rows);
    row += rows;
  }
}

class RowNumbers {
 public:
  /* Rows [begin, end) in order. */
  RowNumbers(int64_t begin, int64_t end) : begin_(begin), count_(end - begin) {}

  /* This rank's rows of an input, as they are stored. */
  explicit RowNumbers(const athanor_matrix &matrix)
      : begin_(matrix.row_begin),
        count_(matrix.row_end - matrix.row_begin),
        positions_(matrix.row_index == ATHANOR_INDEX_POSITIONS ? &matrix : nullptr) {}

  int64_t count() const { return count_; }
  /* Whether rows are first() to first() + count() - 1; the same on all ranks. */
  bool in_order() const { return positions_ == nullptr; }
  int64_t first() const { return begin_; }

  /* The numbers of `count` rows from `begin` on. */
  void read(int64_t begin, int64_t count, int64_t *numbers) const {
    if (in_order()) {
      for (int64_t i = 0; i < count; ++i) numbers[i] = begin_ + begin + i;
      return;
    }
    for_each_piece(*positions_, begin, count, [&](const athanor_segment &segment, int64_t first, int64_t rows) {
      numbers = std::copy_n(segment.indices + first, rows, numbers);
    });
  }

  /* Throws on this rank alone if a number is none of [0, extent): nothing is ever written out of bounds. */
  void require_below(int64_t extent) const {
    if (in_order() ? begin_ + count_ <= extent : positions_within(extent)) return;
    throw Error("ATHANOR_BAD_INDEX", "a row has a number beyond the matrix's " + std::to_string(extent) +
                                         " rows; number rows from 0 and upload again");
  }

 private:
  bool positions_within(int64_t extent) const {
    bool within = true;
    for_each_piece(*positions_, 0, count_, [&](const athanor_segment &segment, int64_t first, int64_t rows) {
      for (int64_t i = first; i < first + rows; ++i)
        within = within && segment.indices[i] >= 0 && segment.indices[i] < extent;
    });
    return within;
  }

  int64_t begin_;
  int64_t count_;
  const athanor_matrix *positions_ = nullptr;
};

} // namespace athanor

#endif
