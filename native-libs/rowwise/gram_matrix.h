/*
 * gram: G = A'A, all products of two columns of A.
 *
 * On entry: input `a` (m x n), float64 or float32, at least 1 x 1. On exit: output `gram` (n x n), symmetric to the
 * last bit, in a's dtype; entries beyond its range are infinite, as in numpy. Errors: ATHANOR_NOT_FINITE.
 */
#ifndef ATHANOR_ROWWISE_GRAM_MATRIX_H
#define ATHANOR_ROWWISE_GRAM_MATRIX_H

#include <vector>

#include "row_pass.h"

namespace athanor::rowwise {

/* Collective. Throws athanor::Error or athanor::Cancelled on every rank alike. */
void gram_matrix(athanor_run *run);

/* The routine's entry of the manifest. */
extern const char *const kGramManifest;

/* Rows per update of an n x n Gram matrix: many enough that reading and writing it is little against the products. */
int64_t gram_block_rows(int64_t n);

/*
 * Collective, one pass: the n x n A'A, both triangles, on rank 0; elsewhere this rank's part of the sum, to be
 * ignored. Throws ATHANOR_NOT_FINITE. Cost: rows n^2 flops. Memory: n^2 doubles and blocks on every rank.
 */
std::vector<double> sum_gram(Session &session, RowSource &source, Stage stage);

} // namespace athanor::rowwise

#endif
