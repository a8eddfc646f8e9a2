/*
 * Products of a tall matrix with a small one on its right, which every rank holds whole.
 */
#ifndef ATHANOR_ROWWISE_RIGHT_FACTOR_H
#define ATHANOR_ROWWISE_RIGHT_FACTOR_H

#include <vector>

#include "row_pass.h"

namespace athanor::rowwise {

/*
 * Collective: all rows of a small input on every rank, row-major, matrix_rows of them. Rows with positions are put in
 * their places, and missing ones are zero; rows with labels, or with no index, stay in stored order. Throws
 * ATHANOR_NOT_FINITE. Memory: twice the matrix in doubles on every rank.
 */
std::vector<double> gather_whole(Session &session, const athanor_matrix &matrix);

/* Throws ATHANOR_INVALID_ARGUMENT unless `matrix`, missing rows included, is rows x cols; `why` ends the message. */
void check_shape(const athanor_matrix &matrix, int64_t rows, int64_t cols, const char *why);

/* One pass: writes source * right (source.cols() x width) as the output, row for row. 2 rows cols width flops. */
void write_product(athanor_run *run, Session &session, RowSource &source, const std::vector<double> &right,
                   int64_t width, const char *output, athanor_dtype dtype);

} // namespace athanor::rowwise

#endif
