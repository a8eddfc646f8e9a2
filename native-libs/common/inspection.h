/*
 * The check of the data itself, made within the first sweep over A so that it costs no pass of its own: the sum
 * of squares of all entries tells whether every entry is finite and whether their squares are safe to compute with.
 */
#ifndef ATHANOR_COMMON_INSPECTION_H
#define ATHANOR_COMMON_INSPECTION_H

#include "row_source.h"
#include "session.h"

namespace athanor {

/* Collective: throws ATHANOR_NOT_FINITE on every rank, with the first row that has an entry which is not finite, by its
 * position where rows have one, and its column; returns if there is none. A slow look at every entry, for when it is
 * known that something is wrong. */
void refuse_not_finite(const Group &group, RowSource &source);

/* Thrown on every rank: start again with the entries multiplied by this power of two. */
struct Rescale {
  double scale;
};

class Inspection {
 public:
  bool pending() const { return pending_; }
  /* Takes note of a block of the first sweep; every entry of A is to be seen once. */
  void see(const Block &block, int64_t rows, int64_t cols);
  /* Takes squares out again that are not A's: of a shift that the blocks seen still had. */
  void leave_out(double squares) { sum_squares_ -= squares; }
  /* Collective, at the end of that sweep. Throws Error (ATHANOR_NOT_FINITE, with the first offending
   * row and its column) or Rescale. */
  void conclude(Session &session, RowSource &source);
  /* The same for routines that take entries of any size: throws Error only. */
  void require_finite(Session &session, RowSource &source);
  /* The square of A's Frobenius norm, scaled like the source; same bits on every rank. */
  double sum_squares() const { return sum_squares_; }

 private:
  bool pending_ = true;
  double sum_squares_ = 0;
};

} // namespace athanor

#endif
