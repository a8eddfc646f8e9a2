/*
 * Batches of every rank's rows, and for each of them which rows belong to which process row of a grid: what its
 * owner is to send where, and what a process is to do with what comes. Rows in order are worked out by arithmetic;
 * the places of rows with positions are exchanged, a batch at a time.
 */
#ifndef ATHANOR_ROW_BATCHES_HPP
#define ATHANOR_ROW_BATCHES_HPP

#include <numeric>
#include <vector>

#include "athanor/block_cyclic.hpp"
#include "athanor/collective.hpp"
#include "athanor/row_numbers.hpp"

namespace athanor {

/* Rows of a process's local block: `count` from `first` on, or scattered ones. */
struct LocalRows {
  int64_t first = 0;
  int64_t count = 0;
  std::vector<int64_t> scattered; /* empty: consecutive */

  bool consecutive() const { return scattered.empty(); }

  static LocalRows of(const int64_t *begin, const int64_t *end) {
    if (begin == end) return {};
    bool consecutive = true;
    for (const int64_t *row = begin + 1; row < end; ++row) consecutive = consecutive && row[0] == row[-1] + 1;
    if (consecutive) return {*begin, end - begin, {}};
    return {*begin, end - begin, std::vector<int64_t>(begin, end)};
  }
};

class RowBatches {
 public:
  /* Collective. `height`: rows per batch, the same on all ranks. */
  RowBatches(MPI_Comm comm, const RowNumbers &rows, const CyclicAxis &axis, const ProcessGrid &grid, int64_t height)
      : comm_(comm), rows_(rows), axis_(axis), grid_(grid), height_(height), places_(static_cast<size_t>(grid.rows)) {
    const int64_t own[2] = {rows.first(), rows.count()};
    ranges_.resize(static_cast<size_t>(2 * grid.size()));
    check_mpi(MPI_Allgather(own, 2, MPI_INT64_T, ranges_.data(), 2, MPI_INT64_T, comm), "MPI_Allgather");
    rank_ = rank_of(comm);
    for (int rank = 0; rank < grid.size(); ++rank) largest_ = std::max(largest_, count_of(rank));
  }

  /* On the rank with most rows; others run out of rows earlier, and have empty batches then. */
  int64_t count() const { return (largest_ + height_ - 1) / height_; }
  int64_t largest() const { return largest_; }

  /* Collective: what follows is about this batch. */
  void go_to(int64_t batch) {
    begin_ = batch * height_;
    sort_by_process_row();
    if (rows_.in_order())
      derive_local_rows();
    else
      exchange_local_rows();
  }

  /* This rank's rows in the batch, counted within the rank. */
  int64_t begin() const { return std::min(begin_, rows_.count()); }
  int64_t rows() const { return rows_in_batch(rank_); }
  /* Places in this rank's batch, ascending, of the rows that belong to a process row. */
  const std::vector<int64_t> &places(int process_row) const { return places_[static_cast<size_t>(process_row)]; }
  /* The rows of this process's block that are in another's batch, in that batch's order. */
  const LocalRows &local_rows(int rank) const { return local_rows_[static_cast<size_t>(rank)]; }

 private:
  int64_t first_of(int rank) const { return ranges_[static_cast<size_t>(2 * rank)]; }
  int64_t count_of(int rank) const { return ranges_[static_cast<size_t>(2 * rank + 1)]; }
  int64_t rows_in_batch(int rank) const { return std::clamp<int64_t>(count_of(rank) - begin_, 0, height_); }

  void sort_by_process_row() {
    numbers_.resize(static_cast<size_t>(rows()));
    rows_.read(begin(), rows(), numbers_.data());
    for (auto &places : places_) places.clear();
    for (size_t i = 0; i < numbers_.size(); ++i)
      places_[static_cast<size_t>(axis_.owner(numbers_[i]))].push_back(static_cast<int64_t>(i));
  }

  void derive_local_rows() {
    local_rows_.clear();
    const int process_row = grid_.row_of(rank_);
    for (int rank = 0; rank < grid_.size(); ++rank) {
      const int64_t begin = first_of(rank) + std::min(begin_, count_of(rank));
      const int64_t first = axis_.count_below(process_row, begin);
      local_rows_.push_back({first, axis_.count_below(process_row, begin + rows_in_batch(rank)) - first, {}});
    }
  }

  /* Each process of a process row is told the same. */
  void exchange_local_rows() {
    std::vector<int64_t> outgoing;
    std::vector<int> counts, starts;
    for (int rank = 0; rank < grid_.size(); ++rank) {
      starts.push_back(static_cast<int>(outgoing.size()));
      for (const int64_t place : places(grid_.row_of(rank)))
        outgoing.push_back(axis_.local_of(numbers_[static_cast<size_t>(place)]));
      counts.push_back(static_cast<int>(outgoing.size()) - starts.back());
    }
    std::vector<int> incoming_counts(counts.size()), incoming_starts(counts.size());
    check_mpi(MPI_Alltoall(counts.data(), 1, MPI_INT, incoming_counts.data(), 1, MPI_INT, comm_), "MPI_Alltoall");
    std::exclusive_scan(incoming_counts.begin(), incoming_counts.end(), incoming_starts.begin(), 0);
    std::vector<int64_t> incoming(static_cast<size_t>(incoming_starts.back() + incoming_counts.back()));
    check_mpi(MPI_Alltoallv(outgoing.data(), counts.data(), starts.data(), MPI_INT64_T, incoming.data(),
                            incoming_counts.data(), incoming_starts.data(), MPI_INT64_T, comm_),
              "MPI_Alltoallv");
    local_rows_.clear();
    for (size_t rank = 0; rank < counts.size(); ++rank) {
      const int64_t *begin = incoming.data() + incoming_starts[rank];
      local_rows_.push_back(LocalRows::of(begin, begin + incoming_counts[rank]));
    }
  }

  MPI_Comm comm_;
  const RowNumbers &rows_;
  CyclicAxis axis_;
  ProcessGrid grid_;
  int64_t height_;
  int rank_ = 0;
  std::vector<int64_t> ranges_; /* per rank: first row, count */
  int64_t largest_ = 0;
  int64_t begin_ = 0;
  std::vector<int64_t> numbers_;
  std::vector<std::vector<int64_t>> places_;
  std::vector<LocalRows> local_rows_;
};

} // namespace athanor

#endif
