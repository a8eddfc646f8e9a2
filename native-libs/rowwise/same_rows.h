/* Two inputs that hold something about the same rows. */
#ifndef ATHANOR_ROWWISE_SAME_ROWS_H
#define ATHANOR_ROWWISE_SAME_ROWS_H

#include "group.h"
#include "row_source.h"

namespace athanor::rowwise {

/* Collective. Row i of one must be row i of the other: where either has row indices they must agree. Throws
 * ATHANOR_INVALID_ARGUMENT, with the first row that differs, on every rank. */
void check_same_rows(const Group &group, const RowSource &a, const RowSource &b);

} // namespace athanor::rowwise

#endif
