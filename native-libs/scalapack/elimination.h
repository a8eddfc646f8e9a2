/* Gaussian elimination with partial pivoting, as a phase of a job. */
#ifndef ATHANOR_SCALAPACK_ELIMINATION_H
#define ATHANOR_SCALAPACK_ELIMINATION_H

#include <vector>

#include "distributed_matrix.h"
#include "row_pass.h"

namespace athanor::scalapack {

struct Elimination {
  std::vector<int> pivots; /* as getrf gives them: of this process's rows */
  int info;                /* > 0: that pivot, 1-based, is exactly zero */
};

/* Collective: P L U in place of the matrix, of any shape. Cost: 2 n^3 / 3 flops where it is square. */
template <typename T>
Elimination factor(Context &context, DistributedMatrix<T> &matrix, Stage stage);

/* Throws ATHANOR_SINGULAR, with info and the rank that has the pivot, where a pivot is exactly zero. */
template <typename T>
void require_regular(const DistributedMatrix<T> &factors, const Elimination &elimination, const char *input);

/* Collective: an estimate of the reciprocal condition, from the factors and the norm of a square matrix. */
template <typename T>
double reciprocal_condition(Context &context, const DistributedMatrix<T> &factors, const Elimination &elimination,
                            double norm);

/* Collective: row i of P' A is row order[i] of A; the same on every rank. Memory: 16 bytes a row. */
template <typename T>
std::vector<double> row_order(const Context &context, const DistributedMatrix<T> &factors,
                              const Elimination &elimination);

/* Collective: the determinant of a square matrix from its factors, as sign (0 where singular) and logarithm. */
struct Determinant {
  double sign;
  double log_magnitude;
};
template <typename T>
Determinant determinant(const Context &context, const DistributedMatrix<T> &factors, const std::vector<double> &order);

} // namespace athanor::scalapack

#endif
