/*
 * The leading eigenpairs of a dense symmetric matrix by block Lanczos with full orthogonalisation: some 2 n^2 flops per
 * dimension, where LAPACK makes the whole matrix tridiagonal first, 4/3 n^3. Where the leading eigenvalues stand out it
 * takes a few dimensions an eigenpair.
 *
 * What it finds is proved: residuals are measured, and that no larger eigenvalue was missed (a multiple one may have
 * more copies than the block is wide) is shown by a Cholesky factor of mu I - (G - V L V') for a mu just above the least
 * eigenvalue found.
 */
#ifndef ATHANOR_ROWWISE_LEADING_EIGEN_H
#define ATHANOR_ROWWISE_LEADING_EIGEN_H

#include <cstdint>
#include <vector>

namespace athanor::rowwise {

/*
 * The `wanted` largest eigenvalues of the row-major n x n matrix `g`, of which entries [i][j] with i <= j are read, in
 * descending order, and their vectors, to rounding errors of the largest; with them further Ritz pairs up to `width`,
 * which are as good as they happen to be. `vectors` is n x width, orthonormal. False where there is no hope, or too
 * many dimensions would be needed: those that LAPACK is as quick for. The lower triangle of g is overwritten.
 */
bool leading_eigen(int64_t n, int64_t wanted, int64_t width, std::vector<double> &g, std::vector<double> &values,
                   std::vector<double> &vectors);

} // namespace athanor::rowwise

#endif
