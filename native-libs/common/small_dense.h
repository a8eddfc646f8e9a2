/*
 * The foreign dense libraries, wrapped once: row-major products through BLAS, and the small factorisations of
 * LAPACK that rank 0 solves. Fortran symbols only, so that any BLAS and LAPACK will do.
 */
#ifndef ATHANOR_COMMON_SMALL_DENSE_H
#define ATHANOR_COMMON_SMALL_DENSE_H

#include <cstdint>
#include <vector>

namespace athanor {

enum class Op { none, transpose };

/* Row-major C = alpha op(A) op(B) + beta C, where op(A) is m x k and op(B) k x n; strides between rows. */
void gemm(Op op_a, Op op_b, int64_t m, int64_t n, int64_t k, double alpha, const double *a, int64_t a_stride,
          const double *b, int64_t b_stride, double beta, double *c, int64_t c_stride);

/* y = op(A) x + beta y for the row-major rows x cols A, whose rows start `a_stride` entries apart. */
void gemv(Op op_a, int64_t rows, int64_t cols, const double *a, int64_t a_stride, const double *x, double beta,
          double *y);

/* G += A' A for row-major A (rows x n); only entries G[i][j] with i <= j of the row-major n x n G are updated. */
void add_gram(const double *a, int64_t a_stride, int64_t rows, int64_t n, double *g);

/* Eigenvalues, descending, and eigenvectors (column j of the row-major n x n `vectors`) of the symmetric
 * row-major `matrix`, of which entries [i][j] with i <= j are read. Returns LAPACK's info. */
int symmetric_eigen(int64_t n, std::vector<double> matrix, std::vector<double> &values, std::vector<double> &vectors);

/* The same for the `wanted` largest only; `vectors` is n x wanted. Destroys `matrix`. */
int largest_symmetric_eigen(int64_t n, int64_t wanted, std::vector<double> &matrix, std::vector<double> &values,
                            std::vector<double> &vectors);

/* Singular values (descending) and leading `wanted` singular vectors of the row-major n x n R = left S right':
 * `left` and `right` are row-major n x wanted. Destroys r. Returns LAPACK's info. */
int square_svd(int64_t n, int64_t wanted, std::vector<double> &r, std::vector<double> &values,
               std::vector<double> &left, std::vector<double> &right);

/* QR of the row-major rows x n matrix in `a` (stride n), by LAPACK's LQ of its transpose, which is the same
 * memory. On return the Householder vectors fill `a`, and `tau` has min(rows, n) entries. */
int row_qr(int64_t rows, int64_t n, double *a, std::vector<double> &tau);

/* The min(rows, n) x n upper trapezoidal R of a factored matrix, row-major, zeros below. */
void row_qr_r(int64_t rows, int64_t n, const double *a, double *r);

/* Overwrites the row-major rows x k matrix c, whose first min(rows, n) rows are set and whose others are zero,
 * with Q c. */
int row_qr_apply(int64_t rows, int64_t n, const double *a, const std::vector<double> &tau, int64_t k, double *c);

/* The same with Q' c, for any rows x k matrix c. */
int row_qr_apply_transposed(int64_t rows, int64_t n, const double *a, const std::vector<double> &tau, int64_t k,
                            double *c);

/* Overwrites the symmetric row-major n x n g, of which entries [i][j] with i <= j are read, with the upper
 * triangular R, R'R = G, zeros below. Returns LAPACK's info: not 0 where G is not positive definite. */
int cholesky(int64_t n, double *g);

/* X = B R^-1 in place, for the row-major rows x n `b` and the upper triangular row-major r. */
void solve_right_upper(int64_t rows, int64_t n, const double *r, double *b);

/* Solves op(R) X = B in place, for the row-major n x k `b` and the upper triangular row-major n x n r. */
void solve_left_upper(Op op, int64_t n, int64_t k, const double *r, double *b);

/* An estimate of 1 / (|R| |R^-1|), in the norm of largest row sums, of the upper triangular row-major n x n r; seldom
 * more than ten times too large. 0 where R is singular. */
double reciprocal_condition(int64_t n, const double *r);

/* B = (R'R)^-1 B in place, for the leading `width` columns of the row-major `b` (n rows) and the upper triangular
 * row-major r of cholesky(). */
void solve_cholesky(int64_t n, const double *r, int64_t width, double *b, int64_t b_stride);

} // namespace athanor

#endif
