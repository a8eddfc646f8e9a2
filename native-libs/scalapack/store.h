/* Distributed matrices to outputs. */
#ifndef ATHANOR_SCALAPACK_STORE_H
#define ATHANOR_SCALAPACK_STORE_H

#include "distributed_matrix.h"
#include "row_pass.h"

namespace athanor::scalapack {

/*
 * Collective: writes the leading rows x cols of `matrix` as an output whose rows are in order, an even range of them on
 * each rank. `stage` is as a rule {"write", from, to}. Throws ATHANOR_STORE_FULL on every rank, Cancelled.
 */
template <typename T>
void store(Context &context, const DistributedMatrix<T> &matrix, Shape leading, const char *output, Stage stage);

/* The same for all of it. */
template <typename T>
void store(Context &context, const DistributedMatrix<T> &matrix, const char *output, Stage stage) {
  store(context, matrix, {matrix.rows(), matrix.cols()}, output, stage);
}

/*
 * The same for the first `cols` columns and an output that is aligned with an input: each rank writes the rows that it
 * has of the input, in the order they are stored. An input's missing rows are not written: see require_all_rows.
 */
template <typename T>
void store_aligned(Context &context, const DistributedMatrix<T> &matrix, int64_t cols, const char *output,
                   const athanor_matrix &input, Stage stage);

} // namespace athanor::scalapack

#endif
