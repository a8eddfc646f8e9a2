/* Inputs to distributed matrices. */
#ifndef ATHANOR_SCALAPACK_LOAD_H
#define ATHANOR_SCALAPACK_LOAD_H

#include "distributed_matrix.h"
#include "row_pass.h"

namespace athanor::scalapack {

/*
 * Collective: a copy of an input in global row order, missing rows zero; `stage` is as a rule {"redistribute", from, to}.
 * Reads each row once, and needs a few MiB of buffers beside the matrix. Throws ATHANOR_NOT_FINITE with row and column,
 * ATHANOR_OUT_OF_MEMORY, Cancelled. T is the input's element type (with_dtype).
 */
template <typename T>
DistributedMatrix<T> load(Context &context, const athanor_matrix &input, Stage stage);

} // namespace athanor::scalapack

#endif
