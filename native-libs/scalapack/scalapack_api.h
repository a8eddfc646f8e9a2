/*
 * ScaLAPACK and PBLAS, wrapped once: overloads for float and double over Submatrix. Numbers are 0-based here and
 * 1-based there. Every call is collective over the matrices' grid, and cannot be interrupted.
 */
#ifndef ATHANOR_SCALAPACK_SCALAPACK_API_H
#define ATHANOR_SCALAPACK_SCALAPACK_API_H

#include "distributed_matrix.h"
#include "small_dense.h"

namespace athanor::scalapack {

/* C = alpha op(A) op(B) + beta C, where op(A) is m x k and op(B) k x n. */
void gemm(Op op_a, Op op_b, int64_t m, int64_t n, int64_t k, double alpha, Submatrix<const double> a,
          Submatrix<const double> b, double beta, Submatrix<double> c);
void gemm(Op op_a, Op op_b, int64_t m, int64_t n, int64_t k, float alpha, Submatrix<const float> a,
          Submatrix<const float> b, float beta, Submatrix<float> c);

enum class Triangle { lower, upper };

/* The n x columns B := op(A)^-1 B, for a triangular A. */
void trsm(Triangle triangle, Op op, int64_t n, int64_t columns, Submatrix<const double> a, Submatrix<double> b);
void trsm(Triangle triangle, Op op, int64_t n, int64_t columns, Submatrix<const float> a, Submatrix<float> b);

/* The m x n C = alpha A' + beta C. */
void tran(int64_t m, int64_t n, double alpha, Submatrix<const double> a, double beta, Submatrix<double> c);
void tran(int64_t m, int64_t n, float alpha, Submatrix<const float> a, float beta, Submatrix<float> c);

/* For the routines that return an info: throws ATHANOR_INTERNAL where it says that an argument was wrong (negative: an
 * argument, or 100 times an argument plus an entry of it). What a positive info means is the caller's business. */
void require_arguments(const char *routine, int info);

} // namespace athanor::scalapack

#endif
