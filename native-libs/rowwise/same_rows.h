/* Two inputs that are read side by side: row i of one belongs to row i of the other. */
#ifndef ATHANOR_ROWWISE_SAME_ROWS_H
#define ATHANOR_ROWWISE_SAME_ROWS_H

#include "row_pass.h"

namespace athanor::rowwise {

/*
 * Collective. Throws ATHANOR_INVALID_ARGUMENT on every rank unless as many rows of b are stored as of a and, where either
 * has row indices, they agree row by row.
 */
void check_same_rows(const Group &group, const athanor_matrix &a, const athanor_matrix &b);
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
