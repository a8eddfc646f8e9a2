#include "signs.h"

#include <cmath>
#include <limits>

namespace athanor::scalapack {
namespace {

void reduce(const Context &context, std::vector<double> &values, MPI_Op op) {
  const int count = static_cast<int>(values.size()); // fewer than 2^31 columns
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, values.data(), count, MPI_DOUBLE, op, context.run->comm), "MPI_Allreduce");
}

} // namespace

template <typename T>
std::vector<double> signs_of_columns(const Context &context, const DistributedMatrix<T> &vectors) {
  const size_t cols = static_cast<size_t>(vectors.cols());
  std::vector<double> largest(cols), here(cols), row(cols, std::numeric_limits<double>::infinity()), sign(cols);
  std::vector<int64_t> local(cols, -1);
  for (int64_t col = 0; col < vectors.local_cols(); ++col) {
    const size_t at = static_cast<size_t>(vectors.global_col(col));
    const T *entries = vectors.local() + col * vectors.stride();
    for (int64_t i = 0; i < vectors.local_rows(); ++i)
      if (local[at] < 0 || std::fabs(entries[i]) > here[at]) {
        here[at] = std::fabs(entries[i]);
        local[at] = col * vectors.stride() + i;
      }
  }
  largest = here;
  reduce(context, largest, MPI_MAX);
  for (size_t at = 0; at < cols; ++at)
    if (local[at] >= 0 && here[at] == largest[at])
      row[at] = static_cast<double>(vectors.global_row(local[at] % vectors.stride()));
  const std::vector<double> mine = row;
  reduce(context, row, MPI_MIN);
  for (size_t at = 0; at < cols; ++at)
    if (local[at] >= 0 && mine[at] == row[at]) sign[at] = vectors.local()[local[at]] < 0 ? -1 : 1;
  reduce(context, sign, MPI_SUM);
  return sign;
}

template std::vector<double> signs_of_columns(const Context &, const DistributedMatrix<double> &);
template std::vector<double> signs_of_columns(const Context &, const DistributedMatrix<float> &);

} // namespace athanor::scalapack
