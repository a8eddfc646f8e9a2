/*
 * Sets of k vectors, distributed by rows, row-major: their orthonormality, their signs, their column norms. Plain BLAS
 * and sums over the ranks, none of PETSc's: what certifies SLEPc's results must not be SLEPc.
 */
#ifndef ATHANOR_SLEPC_VECTORS_H
#define ATHANOR_SLEPC_VECTORS_H

#include "group.h"

namespace athanor::slepc {

struct Vectors {
  const Group &group;
  int64_t first_row; /* of this rank's, in the whole */
  int64_t rows;      /* this rank's */
  int64_t count;
  std::vector<double> values; /* rows x count */
};

/* Over all ranks; same bits on each. */
std::vector<double> column_norms(const Vectors &x);

/* Largest entry of |X'X - I|. */
double orthogonality(const Vectors &x);

/* Makes the columns from `begin` on orthonormal to all before them, in order (Gram-Schmidt, twice); a column of which
 * nothing is left is replaced by one that depends on row and column numbers alone. */
void orthonormalize(Vectors &x, int64_t begin);

/* -1 for each column whose largest component (the first of the largest) is negative, otherwise 1. */
std::vector<double> signs(const Vectors &x);

/* X diag(factors). */
void scale_columns(Vectors &x, const std::vector<double> &factors);

/* Column i becomes what column order[i] was. */
void permute_columns(Vectors &x, const std::vector<int64_t> &order);

} // namespace athanor::slepc

#endif
