#include "group.h"

#include <algorithm>
#include <limits>

namespace athanor {
namespace {

/* MPI counts are ints; longer arrays go in pieces. */
constexpr int64_t kPiece = max_mpi_count;

/* A row of `width` doubles as one MPI element, so that counts and displacements are in rows. */
class RowType {
 public:
  explicit RowType(int64_t width) {
    check_mpi(MPI_Type_contiguous(static_cast<int>(width), MPI_DOUBLE, &type_), "MPI_Type_contiguous");
    check_mpi(MPI_Type_commit(&type_), "MPI_Type_commit");
  }
  RowType(const RowType &) = delete;
  RowType &operator=(const RowType &) = delete;
  ~RowType() { MPI_Type_free(&type_); }
  operator MPI_Datatype() const { return type_; }

 private:
  MPI_Datatype type_{};
};

int as_count(int64_t value) {
  if (value > std::numeric_limits<int>::max())
    throw Error("ATHANOR_INTERNAL", "more than 2^31 rows in one collective call");
  return static_cast<int>(value);
}

struct Layout {
  std::vector<int> counts;
  std::vector<int> starts;
};

Layout layout_of(const std::vector<int64_t> &rows) {
  Layout layout;
  int64_t at = 0;
  for (const int64_t count : rows) {
    layout.counts.push_back(as_count(count));
    layout.starts.push_back(as_count(at));
    at += count;
  }
  return layout;
}

std::vector<int64_t> counts_of(const RowRanges &ranges) {
  std::vector<int64_t> rows;
  for (size_t r = 0; r + 1 < ranges.bounds.size(); ++r) rows.push_back(ranges.bounds[r + 1] - ranges.bounds[r]);
  return rows;
}

} // namespace

RowRanges even_ranges(int64_t total, int size) {
  RowRanges ranges;
  for (int r = 0; r <= size; ++r) ranges.bounds.push_back(total / size * r + std::min<int64_t>(total % size, r));
  return ranges;
}

bool Group::any(bool here) const {
  int flag = here ? 1 : 0;
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &flag, 1, MPI_INT, MPI_MAX, comm_), "MPI_Allreduce");
  return flag != 0;
}

int64_t Group::smallest(int64_t here) const {
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &here, 1, MPI_INT64_T, MPI_MIN, comm_), "MPI_Allreduce");
  return here;
}

double Group::largest(double here) const {
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &here, 1, MPI_DOUBLE, MPI_MAX, comm_), "MPI_Allreduce");
  return here;
}

void Group::sum_to_root(double *data, int64_t count) const {
  if (size_ == 1) return;
  for (int64_t at = 0; at < count; at += kPiece) {
    const int piece = static_cast<int>(std::min(kPiece, count - at));
    const int code = root() ? MPI_Reduce(MPI_IN_PLACE, data + at, piece, MPI_DOUBLE, MPI_SUM, 0, comm_)
                            : MPI_Reduce(data + at, nullptr, piece, MPI_DOUBLE, MPI_SUM, 0, comm_);
    check_mpi(code, "MPI_Reduce");
  }
}

void Group::sum_scatter(const double *full, const RowRanges &ranges, int64_t width, double *own) const {
  if (ranges.total() * width <= kPiece) {
    std::vector<int> counts;
    for (const int64_t rows : counts_of(ranges)) counts.push_back(static_cast<int>(rows * width));
    check_mpi(MPI_Reduce_scatter(full, own, counts.data(), MPI_DOUBLE, MPI_SUM, comm_), "MPI_Reduce_scatter");
    return;
  }
  for (int r = 0; r < size_; ++r) {
    const int64_t count = ranges.count(r) * width;
    for (int64_t at = 0; at < count; at += kPiece)
      check_mpi(MPI_Reduce(full + ranges.begin(r) * width + at, own + at,
                           static_cast<int>(std::min(kPiece, count - at)), MPI_DOUBLE, MPI_SUM, r, comm_),
                "MPI_Reduce");
  }
}

void Group::gather_rows(const double *own, const RowRanges &ranges, int64_t width, double *full) const {
  const Layout layout = layout_of(counts_of(ranges));
  const RowType row(width);
  check_mpi(MPI_Allgatherv(own, as_count(ranges.count(rank_)), row, full, layout.counts.data(), layout.starts.data(),
                           row, comm_),
            "MPI_Allgatherv");
}

void Group::gather_to_root(const double *own, const std::vector<int64_t> &rows, int64_t width, double *full) const {
  const Layout layout = layout_of(rows);
  const RowType row(width);
  check_mpi(MPI_Gatherv(own, layout.counts[static_cast<size_t>(rank_)], row, full, layout.counts.data(),
                        layout.starts.data(), row, 0, comm_),
            "MPI_Gatherv");
}

void Group::scatter_from_root(const double *full, const std::vector<int64_t> &rows, int64_t width, double *own) const {
  const Layout layout = layout_of(rows);
  const RowType row(width);
  check_mpi(MPI_Scatterv(full, layout.counts.data(), layout.starts.data(), row, own,
                         layout.counts[static_cast<size_t>(rank_)], row, 0, comm_),
            "MPI_Scatterv");
}

std::vector<int64_t> Group::gather_each(int64_t here) const {
  std::vector<int64_t> all(static_cast<size_t>(size_));
  check_mpi(MPI_Allgather(&here, 1, MPI_INT64_T, all.data(), 1, MPI_INT64_T, comm_), "MPI_Allgather");
  return all;
}

std::vector<double> Group::gather_each(double here) const {
  std::vector<double> all(static_cast<size_t>(size_));
  check_mpi(MPI_Allgather(&here, 1, MPI_DOUBLE, all.data(), 1, MPI_DOUBLE, comm_), "MPI_Allgather");
  return all;
}

RowRanges Group::ranges_of(int64_t own) const {
  RowRanges ranges{{0}};
  for (const int64_t rows : gather_each(own)) ranges.bounds.push_back(ranges.bounds.back() + rows);
  return ranges;
}

} // namespace athanor
