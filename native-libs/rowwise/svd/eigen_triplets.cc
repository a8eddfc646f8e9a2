#include "eigen_triplets.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel.h"
#include "orientation.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Eigenvalues over the largest below which an eigenvector is not used: its length T v would be rounding, or nearly. */
constexpr double kWorthIt = 1e-8;
/* The largest entry of |Y'Y - I| for which the Cholesky factor is good to a few eps. */
constexpr double kNearlyOrthonormal = 0.01;
/* Rows of the long side whose triplets are made and measured while they are in cache. */
constexpr int64_t kBlockRows = 512;

int64_t worth_it(const Eigenvectors &eigen) {
  int64_t count = 0;
  while (count < eigen.width && eigen.values[static_cast<size_t>(count)] > kWorthIt * eigen.values[0]) ++count;
  return count;
}

/* What the pass gives: own rows, `padded` values a row. */
struct Pass {
  int64_t count;  /* eigenvectors */
  int64_t padded; /* values in a row */
  std::vector<double> scale;
  std::vector<double> y;
  std::vector<double> w;
};

Pass make_pass(Operator &op, const Eigenvectors &eigen, int64_t count) {
  Pass pass{count, padded_width(count), {}, {}, {}};
  for (int64_t j = 0; j < count; ++j) pass.scale.push_back(std::sqrt(eigen.values[static_cast<size_t>(j)]));
  std::vector<double> z(static_cast<size_t>(op.short_side() * pass.padded));
  for (int64_t i = 0; i < op.short_side(); ++i)
    for (int64_t j = 0; j < count; ++j)
      z[static_cast<size_t>(i * pass.padded + j)] =
          eigen.vectors[static_cast<size_t>(i * eigen.width + j)] / pass.scale[static_cast<size_t>(j)];
  pass.y.resize(static_cast<size_t>(op.own_long() * pass.padded));
  pass.w.resize(static_cast<size_t>(op.own_short() * pass.padded));
  op.sweep(z.data(), pass.padded, pass.y.data(), Operator::Second::of_y, nullptr, pass.w.data());
  return pass;
}

/* The small matrices, each count x k, and the singular values: u = Y m, v = V z, T v = Y (s z). */
struct Turn {
  double usable = 0;
  std::vector<double> sigma, m, z;
};

/* On rank 0. With Y = Q R and S = diag(s): T V = Q (R S), and R S = P diag(sigma) Z'. */
Turn solve(std::vector<double> c, const Pass &pass, int64_t k) {
  Turn turn;
  const int64_t d = pass.count;
  double largest = 0;
  for (int64_t i = 0; i < d; ++i)
    for (int64_t j = 0; j < d; ++j)
      largest = std::max(largest, std::fabs(c[static_cast<size_t>(i * d + j)] - (i == j ? 1.0 : 0.0)));
  if (!(largest < kNearlyOrthonormal) || cholesky(d, c.data()) != 0) return turn;
  std::vector<double> rs = c;
  for (int64_t i = 0; i < d; ++i)
    for (int64_t j = 0; j < d; ++j) rs[static_cast<size_t>(i * d + j)] *= pass.scale[static_cast<size_t>(j)];
  if (square_svd(d, k, rs, turn.sigma, turn.m, turn.z) != 0) return turn;
  turn.sigma.resize(static_cast<size_t>(k));
  solve_left_upper(Op::none, d, k, c.data(), turn.m.data());
  turn.usable = 1;
  return turn;
}

Turn agreed_turn(const Group &group, const Pass &pass, int64_t own_long, int64_t k) {
  const int64_t d = pass.count;
  std::vector<double> c(static_cast<size_t>(d * d));
  gemm(Op::transpose, Op::none, d, d, own_long, 1.0, pass.y.data(), pass.padded, pass.y.data(), pass.padded, 0.0,
       c.data(), d);
  group.sum(c.data(), d * d);
  Turn turn;
  if (group.root()) turn = solve(std::move(c), pass, k);
  group.broadcast(&turn.usable, 1);
  if (turn.usable == 0) return turn;
  turn.sigma.resize(static_cast<size_t>(k));
  turn.m.resize(static_cast<size_t>(d * k));
  turn.z.resize(static_cast<size_t>(d * k));
  group.broadcast(turn.sigma.data(), k);
  group.broadcast(turn.m.data(), d * k);
  group.broadcast(turn.z.data(), d * k);
  return turn;
}

/* result (rows x k) = a (rows x d, `stride` between rows) b (d x k). */
void times(const double *a, int64_t stride, int64_t rows, int64_t d, const std::vector<double> &b, int64_t k,
           double *result) {
  gemm(Op::none, Op::none, rows, k, d, 1.0, a, stride, b.data(), k, 0.0, result, k);
}

/* This rank's rows of the eigenvectors. */
const double *own_vectors(const Group &group, const Operator &op, const Eigenvectors &eigen) {
  return eigen.vectors.data() + op.short_ranges().begin(group.rank()) * eigen.width;
}

Certified certified(const Group &group, const Operator &op, const SvdOptions &options, const Eigenvectors &eigen,
                    const Pass &pass, Turn turn) {
  const int64_t d = pass.count, k = options.k;
  Certified found{};
  Triplets &triplets = found.triplets;
  triplets = {k, std::move(turn.sigma), std::vector<double>(static_cast<size_t>(op.own_long() * k)),
              std::vector<double>(static_cast<size_t>(op.own_short() * k))};
  times(own_vectors(group, op, eigen), eigen.width, op.own_short(), d, turn.z, k, triplets.v.data());
  for (int64_t i = 0; i < d; ++i)
    for (int64_t j = 0; j < k; ++j) turn.z[static_cast<size_t>(i * k + j)] *= pass.scale[static_cast<size_t>(i)];
  LongSide measured(triplets.sigma);
  std::vector<double> tv(static_cast<size_t>(kBlockRows * k)), tu(static_cast<size_t>(op.own_short() * k));
  for (int64_t row = 0; row < op.own_long(); row += kBlockRows) {
    const int64_t rows = std::min(kBlockRows, op.own_long() - row);
    const double *y = pass.y.data() + row * pass.padded;
    double *u = triplets.u.data() + row * k;
    times(y, pass.padded, rows, d, turn.m, k, u);
    times(y, pass.padded, rows, d, turn.z, k, tv.data());
    measured.add(tv.data(), k, u, rows);
  }
  times(pass.w.data(), pass.padded, op.own_short(), d, turn.m, k, tu.data());
  found.certificate = measured.conclude(group, triplets.v, tu, k);
  found.converged = unconverged(found.certificate, triplets.sigma, options.tolerance).empty();
  orient(group, op, triplets);
  return found;
}

void fill(const Group &group, const Operator &op, const SvdOptions &options, const Eigenvectors &eigen, Pass &pass,
          std::optional<Subspace> &space) {
  for (int64_t i = 0; i < op.own_long(); ++i)
    for (int64_t j = 0; j < pass.count; ++j)
      pass.y[static_cast<size_t>(i * pass.padded + j)] *= pass.scale[static_cast<size_t>(j)];
  space.emplace(group, op, options.capacity);
  space->q.append(own_vectors(group, op, eigen), eigen.width, pass.count);
  space->b.append(pass.y.data(), pass.padded, pass.count);
}

} // namespace

std::optional<Certified> eigen_triplets(Session &session, Operator &op, const SvdOptions &options,
                                        const Eigenvectors &eigen, std::optional<Subspace> &space) {
  const Group &group = session.group;
  const int64_t count = worth_it(eigen);
  if (count < options.k) return std::nullopt;
  const PhaseTimer timer(session, "certify");
  session.progress("certify", 0.8, -1);
  Pass pass = make_pass(op, eigen, count);
  Turn turn = agreed_turn(group, pass, op.own_long(), options.k);
  if (turn.usable == 0) return std::nullopt;
  Certified found = certified(group, op, options, eigen, pass, std::move(turn));
  if (!found.converged) fill(group, op, options, eigen, pass, space);
  return found;
}

} // namespace athanor::rowwise
