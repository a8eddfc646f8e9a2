/*
 * The job's MPI communicator with the few collectives the routines need. Every call is collective over the
 * group, and every sum has the same bits on every rank that receives it: sums are made on one rank (of the whole
 * array, or of a range of rows) and copied from there, because an MPI_Allreduce may associate differently on
 * different ranks.
 */
#ifndef ATHANOR_COMMON_GROUP_H
#define ATHANOR_COMMON_GROUP_H

#include <cstdint>
#include <vector>

#include "athanor/library.hpp"

namespace athanor {

/* Consecutive row ranges, one per rank: rank r owns [bounds[r], bounds[r + 1]). */
struct RowRanges {
  std::vector<int64_t> bounds;

  int64_t begin(int rank) const { return bounds[static_cast<size_t>(rank)]; }
  int64_t end(int rank) const { return bounds[static_cast<size_t>(rank) + 1]; }
  int64_t count(int rank) const { return end(rank) - begin(rank); }
  int64_t total() const { return bounds.back(); }
};

/* `total` rows cut into `size` ranges whose lengths differ by at most one. */
RowRanges even_ranges(int64_t total, int size);

class Group {
 public:
  Group(MPI_Comm comm, int rank, int size) : comm_(comm), rank_(rank), size_(size) {}

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool root() const { return rank_ == 0; }

  bool any(bool here) const;
  int64_t smallest(int64_t here) const;
  double largest(double here) const;
  void broadcast(double *data, int64_t count) const { athanor::broadcast(comm_, data, count); }
  /* The sum over ranks, in place on rank 0; elsewhere `data` is left as it was. */
  void sum_to_root(double *data, int64_t count) const;
  /* The sum over ranks, in place, with the same bits everywhere. */
  void sum(double *data, int64_t count) const { allreduce_sum(comm_, data, count); }
  /* Each rank passes ranges.total() x width values and gets its own rows of their sum. */
  void sum_scatter(const double *full, const RowRanges &ranges, int64_t width, double *own) const;
  /* Each rank passes its own rows and gets all of them. */
  void gather_rows(const double *own, const RowRanges &ranges, int64_t width, double *full) const;
  /* Rows of every rank, in rank order, to rank 0; and back. Counts are in rows. */
  void gather_to_root(const double *own, const std::vector<int64_t> &rows, int64_t width, double *full) const;
  void scatter_from_root(const double *full, const std::vector<int64_t> &rows, int64_t width, double *own) const;
  /* One value per rank, the same vector everywhere. */
  std::vector<int64_t> gather_each(int64_t here) const;
  std::vector<double> gather_each(double here) const;
  /* The ranges of a matrix whose rank r holds `own` rows. */
  RowRanges ranges_of(int64_t own) const;

  MPI_Comm comm() const { return comm_; }

 private:
  MPI_Comm comm_;
  int rank_;
  int size_;
};

} // namespace athanor

#endif
