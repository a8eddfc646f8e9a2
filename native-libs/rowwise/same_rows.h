/* Two inputs that are read side by side: row i of one belongs to row i of the other. */
#ifndef ATHANOR_ROWWISE_SAME_ROWS_H
#define ATHANOR_ROWWISE_SAME_ROWS_H

#include "row_pass.h"

namespace athanor::rowwise {

/*
 * Collective. Throws ATHANOR_INVALID_ARGUMENT on every rank unless as many rows of b are stored as of a and, where
 * either has row indices, they agree row by row.
 */
void check_same_rows(const Group &group, const athanor_matrix &a, const athanor_matrix &b);

} // namespace athanor::rowwise

#endif
