#include "certificate.h"
#include "eigen_solver.h"
#include "svd_solver.h"

#include <numeric>

namespace athanor::slepc {
namespace {

/* Singular values come out of order where they are closer than the square can tell. */
void sort_descending(Triplets &triplets) {
  const std::vector<double> sigma = triplets.sigma;
  std::vector<int64_t> order(sigma.size());
  std::iota(order.begin(), order.end(), int64_t{0});
  std::stable_sort(order.begin(), order.end(), [&sigma](int64_t a, int64_t b) {
    return sigma[static_cast<size_t>(a)] > sigma[static_cast<size_t>(b)];
  });
  for (size_t i = 0; i < order.size(); ++i) triplets.sigma[i] = sigma[static_cast<size_t>(order[i])];
  permute_columns(triplets.u, order);
  permute_columns(triplets.v, order);
}

} // namespace

void solve_cross(MPI_Comm comm, Session &session, RowsProduct &rows, RowSource &source, const SolverLimits &limits,
                 Triplets &triplets) {
  SolverLimits squared = limits;
  squared.tolerance.floor = std::numeric_limits<double>::epsilon(); /* of sigma_1 squared */
  EigenPairs pairs = solve_eigen(comm, session, rows, ShellKind::cross, EPS_LARGEST_REAL, squared);
  triplets.iterations = pairs.iterations;
  triplets.v.values = std::move(pairs.vectors);
  std::vector<double> whole(static_cast<size_t>(source.cols() * limits.k));
  session.group.gather_rows(triplets.v.values.data(), rows.columns(), limits.k, whole.data());
  triplets.u.values = product(session, source, whole, limits.k, {"leftVectors", 0.9, 0.95});
  triplets.sigma = column_norms(triplets.u);
  sort_descending(triplets);
  orthonormalize(triplets.u, 0);
}

} // namespace athanor::slepc
