/* The first pass of routines that take no negative entries. */
#ifndef ATHANOR_ROWWISE_NONNEGATIVE_H
#define ATHANOR_ROWWISE_NONNEGATIVE_H

#include "row_pass.h"

namespace athanor::rowwise {

struct EntrySums {
  double sum = 0;
  double squares = 0;
};

/* Collective, one pass, or two where entries are extreme: the source is then scaled by a power of two. The sums are
 * those of the source, the same on every rank. Throws ATHANOR_NOT_FINITE, and ATHANOR_INVALID_ARGUMENT with the first
 * row that has a negative entry, and its column. */
EntrySums check_nonnegative(Session &session, RowSource &source, Stage stage);

} // namespace athanor::rowwise

#endif
