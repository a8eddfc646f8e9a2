/*
 * ScaLAPACK's factorisations and solvers, wrapped once: templates over float and double on whole
 * distributed matrices, workspace asked for and allocated. Every call is collective over the grid and cannot be
 * interrupted. Those that can fail numerically return LAPACK's info, the others see to it themselves.
 */
#ifndef ATHANOR_SCALAPACK_FACTOR_API_H
#define ATHANOR_SCALAPACK_FACTOR_API_H

#include <vector>

#include "distributed_matrix.h"
#include "scalapack_api.h"

namespace athanor::scalapack {

/* A = P L U in place, for any shape. `pivots`: 1-based row that each local row was swapped with. Info > 0: that entry of
 * U's diagonal, 1-based, is exactly zero. */
template <typename T>
int getrf(DistributedMatrix<T> &a, std::vector<int> &pivots);

/* B := op(A)^-1 B, from getrf's factors of a square A. */
template <typename T>
void getrs(Op op, const DistributedMatrix<T> &factors, const std::vector<int> &pivots, DistributedMatrix<T> &b);

/* A = L L' in the lower triangle of a symmetric A. Info > 0: the leading minor of that order is not positive definite. */
template <typename T>
int potrf(DistributedMatrix<T> &a);

/* B := A^-1 B, from potrf's factor. */
template <typename T>
void potrs(const DistributedMatrix<T> &factor, DistributedMatrix<T> &b);

/* A = Q R in place: R in the upper triangle, Householder vectors below, their factors in `tau`. */
template <typename T>
void geqrf(DistributedMatrix<T> &a, std::vector<T> &tau);

/* The first min(m, n) columns of Q in place of its Householder vectors. */
template <typename T>
void orgqr(DistributedMatrix<T> &a, const std::vector<T> &tau);

/* The least-squares (m >= n) or the minimum-norm solutions of A X = B for A of full rank, in the leading rows of B, which
 * has max(m, n); rows after the n-th hold what is left over. A becomes its QR or LQ factor. */
template <typename T>
void gels(DistributedMatrix<T> &a, DistributedMatrix<T> &b);

/* All eigenvalues, ascending and the same on every rank, and the eigenvectors of a symmetric A, which is destroyed, by
 * divide and conquer. Info > 0: an eigenvalue was not found. */
template <typename T>
int syevd(DistributedMatrix<T> &a, std::vector<T> &values, DistributedMatrix<T> &vectors);

/* All min(m, n) singular values, descending, with U (m x min) and V' (min x n). A is destroyed. Info > 0: no convergence. */
template <typename T>
int gesvd(DistributedMatrix<T> &a, std::vector<T> &values, DistributedMatrix<T> &u, DistributedMatrix<T> &vt);

/* The 1-norm. */
template <typename T>
T one_norm(const DistributedMatrix<T> &a);

/* The same of the leading n x n triangle of A. */
template <typename T>
T one_norm_of_triangle(Triangle triangle, int64_t n, const DistributedMatrix<T> &a);

/* The m x n part of `from` in the place of `to`'s: all of it, or a triangle (or trapezium) with its diagonal. */
template <typename T>
void copy(int64_t m, int64_t n, const DistributedMatrix<T> &from, DistributedMatrix<T> &to);
template <typename T>
void copy_triangle(Triangle triangle, int64_t m, int64_t n, const DistributedMatrix<T> &from, DistributedMatrix<T> &to);

} // namespace athanor::scalapack

#endif
