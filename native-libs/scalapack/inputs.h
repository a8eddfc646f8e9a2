/* Checks of inputs that every rank can make for itself, from their shapes and dtypes alone. */
#ifndef ATHANOR_SCALAPACK_INPUTS_H
#define ATHANOR_SCALAPACK_INPUTS_H

#include "athanor/library.h"
#include "context.h"

namespace athanor::scalapack {

/* Rows are counted with the missing ones, which are zero. */
inline Shape shape_of(const athanor_matrix &matrix) { return {matrix.matrix_rows, matrix.cols}; }

/* Throws ATHANOR_INVALID_ARGUMENT unless both have the same dtype: nothing is widened behind the caller's back. */
void require_same_dtype(const athanor_matrix &a, const athanor_matrix &b);

/* Throws ATHANOR_INVALID_ARGUMENT unless the matrix has so many rows; `why` ends the message. */
void require_rows(const athanor_matrix &matrix, int64_t rows, const char *why);

/* Throws ATHANOR_INVALID_ARGUMENT unless the matrix is square. */
void require_square(const athanor_matrix &matrix);

/* Throws ATHANOR_INVALID_ARGUMENT if the matrix has missing rows: `output` has a row for each row that is stored, and
 * its other rows would be lost. */
void require_all_rows(const athanor_matrix &matrix, const char *output);

} // namespace athanor::scalapack

#endif
