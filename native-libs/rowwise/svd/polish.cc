#include "polish.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "orientation.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Rounds to the end, and by how much at least the largest residual has to fall in one of them. */
constexpr int64_t kMostRounds = 5;
constexpr double kProgress = 0.1;

/* own rows x n becomes orthonormal, each column as near to what it was as the ones before it allow. */
bool cholesky_qr(const Group &group, int64_t n, std::vector<double> &x) {
  const int64_t rows = static_cast<int64_t>(x.size()) / n;
  for (int round = 0; round < 2; ++round) {
    std::vector<double> g(static_cast<size_t>(n * n));
    gemm(Op::transpose, Op::none, n, n, rows, 1.0, x.data(), n, x.data(), n, 0.0, g.data(), n);
    group.sum(g.data(), n * n);
    double info = 0;
    if (group.root()) info = cholesky(n, g.data());
    group.broadcast(&info, 1);
    if (info != 0) return false;
    group.broadcast(g.data(), n * n);
    solve_right_upper(rows, n, g.data(), x.data());
  }
  return true;
}

std::vector<double> leading_columns(const std::vector<double> &x, int64_t from, int64_t to) {
  const int64_t rows = static_cast<int64_t>(x.size()) / from;
  std::vector<double> result(static_cast<size_t>(rows * to));
  for (int64_t i = 0; i < rows; ++i) std::copy_n(x.data() + i * from, to, result.data() + i * to);
  return result;
}

class Polish {
 public:
  Polish(Session &session, Operator &op, const SvdOptions &options, RoughVectors rough)
      : session_(session), op_(op), options_(options), k_(options.k), rough_(std::move(rough)) {}

  std::optional<Certified> run() {
    double before = std::numeric_limits<double>::infinity();
    for (int64_t round = 0; round < kMostRounds && session_.passes < options_.max_passes; ++round) {
      if (!cholesky_qr(session_.group, rough_.count, rough_.vectors)) return std::nullopt;
      Certified found = measure();
      const double worst = worst_ratio(found.certificate, found.triplets.sigma);
      session_.progress("polish", found.converged ? 1.0 : 0.9, worst);
      if (found.converged) return found;
      if (!(worst < kProgress * before)) return std::nullopt;
      before = worst;
      mend(found);
    }
    return std::nullopt;
  }

 private:
  /* One pass: the triplets within V, and their certificate from the same products. */
  Certified measure() {
    Subspace space(session_.group, op_, k_);
    std::vector<double> w;
    {
      const PhaseTimer timer(session_, "passes");
      w = extend(session_.group, op_, space, leading_columns(rough_.vectors, rough_.count, k_), k_, true);
    }
    const PhaseTimer timer(session_, "certify");
    Certified found{};
    found.triplets = project(session_.group, space.q, space.b, k_);
    orient(session_.group, op_, found.triplets);
    /* v = V turn, so that T v = B turn, and T'u = W turn / sigma for u = T v / sigma. */
    std::vector<double> turn = space.q.inner(found.triplets.v.data(), k_, k_);
    const std::vector<double> tv = space.b.combine(turn.data(), k_);
    for (size_t at = 0; at < turn.size(); ++at) turn[at] /= found.triplets.sigma[at % static_cast<size_t>(k_)];
    std::vector<double> tu(w.size());
    gemm(Op::none, Op::none, op_.own_short(), k_, k_, 1.0, w.data(), k_, turn.data(), k_, 0.0, tu.data(), k_);
    LongSide measured(found.triplets.sigma);
    measured.add(tv.data(), k_, found.triplets.u.data(), op_.own_long());
    found.certificate = measured.conclude(session_.group, found.triplets.v, tu, k_);
    found.converged = unconverged(found.certificate, found.triplets.sigma, options_.tolerance).empty();
    return found;
  }

  /* V and P become the eigenvectors of T'T within their span, V those multiplied by T'T. */
  void mend(const Certified &found) {
    const PhaseTimer timer(session_, "orthogonalise");
    const Group &group = session_.group;
    const int64_t d = rough_.count, p = d - k_, rows = op_.own_short();
    std::vector<double> &all = rough_.vectors;
    for (int64_t i = 0; i < rows; ++i) std::copy_n(found.triplets.v.data() + i * k_, k_, all.data() + i * d);
    /* T'T v - sigma^2 v: own short rows x k. */
    std::vector<double> rest = found.certificate.short_defect;
    for (size_t at = 0; at < rest.size(); ++at) rest[at] *= found.triplets.sigma[at % static_cast<size_t>(k_)];
    std::vector<double> coupling(static_cast<size_t>(p * k_)); /* P'T'T V */
    gemm(Op::transpose, Op::none, p, k_, rows, 1.0, all.data() + k_, d, rest.data(), k_, 0.0, coupling.data(), k_);
    group.sum(coupling.data(), p * k_);
    gemm(Op::none, Op::none, rows, k_, p, -1.0, all.data() + k_, d, coupling.data(), k_, 1.0, rest.data(), k_);

    std::vector<double> rotation(static_cast<size_t>(d * d));
    if (group.root()) rotation = turned(found.triplets.sigma, coupling);
    group.broadcast(rotation.data(), d * d);
    group.broadcast(rough_.values.data(), d);
    std::vector<double> next(all.size());
    gemm(Op::none, Op::none, rows, d, d, 1.0, all.data(), d, rotation.data(), d, 0.0, next.data(), d);
    for (size_t at = 0; at < rest.size(); ++at) {
      const double sigma = found.triplets.sigma[at % static_cast<size_t>(k_)];
      rest[at] /= sigma * sigma;
    }
    gemm(Op::none, Op::none, rows, k_, k_, 1.0, rest.data(), k_, rotation.data(), d, 1.0, next.data(), d);
    all.swap(next);
  }

  /* On rank 0: the eigenvectors of T'T within V and P; their values become those known. */
  std::vector<double> turned(const std::vector<double> &sigma, const std::vector<double> &coupling) {
    const int64_t d = rough_.count;
    std::vector<double> h(static_cast<size_t>(d * d)), vectors;
    for (int64_t i = 0; i < d; ++i) {
      const size_t at = static_cast<size_t>(i);
      h[at * static_cast<size_t>(d) + at] = i < k_ ? sigma[at] * sigma[at] : rough_.values[at];
      for (int64_t j = k_; i < k_ && j < d; ++j)
        h[static_cast<size_t>(i * d + j)] = coupling[static_cast<size_t>((j - k_) * k_ + i)];
    }
    std::vector<double> values;
    if (symmetric_eigen(d, h, values, vectors) != 0) vectors.assign(h.size(), 0.0);
    else rough_.values = std::move(values);
    return vectors;
  }

  Session &session_;
  Operator &op_;
  const SvdOptions &options_;
  int64_t k_;
  RoughVectors rough_;
};

} // namespace

std::optional<Certified> polish(Session &session, Operator &op, const SvdOptions &options, RoughVectors rough) {
  return Polish(session, op, options, std::move(rough)).run();
}

} // namespace athanor::rowwise
