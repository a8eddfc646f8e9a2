/*
 * A growing set of columns of a distributed tall matrix: own rows x capacity, row-major, of which `count` columns
 * are in use. The Krylov basis Q (short side) and its image B = T Q (long side) are two of these.
 */
#ifndef ATHANOR_ROWWISE_BASIS_H
#define ATHANOR_ROWWISE_BASIS_H

#include <vector>

#include "group.h"

namespace athanor::rowwise {

class Basis {
 public:
  Basis(const Group &group, int64_t own_rows, int64_t capacity)
      : group_(&group), rows_(own_rows), capacity_(capacity), data_(static_cast<size_t>(own_rows * capacity)) {}

  int64_t count() const { return count_; }
  int64_t capacity() const { return capacity_; }
  int64_t rows() const { return rows_; }

  /* Appends the first `columns` columns of a block of own rows. */
  void append(const double *block, int64_t stride, int64_t columns);
  /* h (count x width) = basis' * block, summed over ranks, the same bits everywhere. */
  std::vector<double> inner(const double *block, int64_t stride, int64_t width) const;
  /* block -= basis * h */
  void subtract(const std::vector<double> &h, double *block, int64_t stride, int64_t width) const;
  /* Own rows of basis * p, for a row-major count x width p. */
  std::vector<double> combine(const double *p, int64_t width) const;
  /* Replaces the basis by basis * p, fewer columns. */
  void compress(const double *p, int64_t width);
  /* The columns in use without padding between rows. */
  std::vector<double> compact() const;

 private:
  const Group *group_;
  int64_t rows_;
  int64_t capacity_;
  int64_t count_ = 0;
  std::vector<double> data_;
};

} // namespace athanor::rowwise

#endif
