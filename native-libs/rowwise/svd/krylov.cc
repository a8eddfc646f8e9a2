#include "krylov.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "small_dense.h"

namespace athanor::rowwise {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

/* H = Q'T'T Q, grown a block of columns at a time; the same on every rank. */
class NormalProjection {
 public:
  explicit NormalProjection(int64_t capacity) : stride_(capacity), h_(static_cast<size_t>(capacity * capacity)) {}

  int64_t size() const { return size_; }
  double largest_entry() const { return largest_; }

  /* columns: (size + width) x width, against the basis that includes the new block. */
  void append(const std::vector<double> &columns, int64_t width) {
    for (int64_t i = 0; i < size_ + width; ++i)
      for (int64_t j = 0; j < width; ++j) at(i, size_ + j) = columns[static_cast<size_t>(i * width + j)];
    size_ += width;
    for (int64_t i = 0; i < size_; ++i) largest_ = std::max(largest_, std::fabs(at(i, i)));
  }

  /* The upper triangle, row-major without padding. */
  std::vector<double> upper() const {
    std::vector<double> result(static_cast<size_t>(size_ * size_));
    for (int64_t i = 0; i < size_; ++i)
      for (int64_t j = i; j < size_; ++j)
        result[static_cast<size_t>(i * size_ + j)] = h_[static_cast<size_t>(i * stride_ + j)];
    return result;
  }

  void restart(const std::vector<double> &values, int64_t kept) {
    std::fill(h_.begin(), h_.end(), 0.0);
    size_ = kept;
    for (int64_t i = 0; i < kept; ++i) at(i, i) = values[static_cast<size_t>(i)];
  }

 private:
  double &at(int64_t i, int64_t j) { return h_[static_cast<size_t>(i * stride_ + j)]; }

  int64_t stride_;
  int64_t size_ = 0;
  double largest_ = 0;
  std::vector<double> h_;
};

/* What rank 0 finds out about the Ritz triplets; the same on every rank after the broadcast. */
struct Verdict {
  double worst = std::numeric_limits<double>::infinity();    /* largest estimated residual over its bound */
  double residual = std::numeric_limits<double>::infinity(); /* largest estimated residual over sigma */
  bool converged() const { return worst <= 1; }
};

class Lanczos {
 public:
  Lanczos(Session &session, Operator &op, const SvdOptions &options, RandomColumns &random, Subspace &space)
      : session_(session), op_(op), options_(options), random_(random), space_(space), h_(options.capacity) {}

  void run(std::vector<double> z) {
    int64_t width = std::min(options_.block, op_.short_side());
    z.resize(static_cast<size_t>(op_.own_short() * width)); /* zeros, which random columns take the place of */
    orthonormalize_block(z, width, 0);
    while (true) {
      std::vector<double> rest = step(z, width);
      const int64_t room = op_.short_side() - space_.q.count();
      if (room == 0) return; /* the whole short side: the projection is exact */
      const int64_t next = std::min(options_.block, room);
      const std::vector<double> coupling = next_block(rest, width, z, next);
      if (space_.q.count() >= options_.k) {
        const Verdict verdict = judge(coupling, next, width);
        report(verdict);
        if (verdict.converged() || session_.passes + 1 >= options_.max_passes) return;
      } else {
        session_.progress("krylov", -1, -1);
      }
      if (space_.q.count() + next > space_.q.capacity()) restart();
      width = next;
    }
  }

 private:
  /* One pass: Q and B grow by z; returns T'T z orthogonalised against Q. */
  std::vector<double> step(const std::vector<double> &z, int64_t width) {
    std::vector<double> w;
    {
      const PhaseTimer timer(session_, "passes");
      w = extend(session_.group, op_, space_, z, width, true);
    }
    const PhaseTimer timer(session_, "orthogonalise");
    std::vector<double> h = space_.q.inner(w.data(), width, width);
    space_.q.subtract(h, w.data(), width, width);
    const std::vector<double> again = space_.q.inner(w.data(), width, width);
    space_.q.subtract(again, w.data(), width, width);
    for (size_t i = 0; i < h.size(); ++i) h[i] += again[i];
    h_.append(h, width);
    return w;
  }

  /* Turns the rest of a step (own short rows x width) into the next block z (x next); returns R = z' rest. */
  std::vector<double> next_block(const std::vector<double> &rest, int64_t width, std::vector<double> &z, int64_t next) {
    const PhaseTimer timer(session_, "orthogonalise");
    z.assign(static_cast<size_t>(op_.own_short() * next), 0.0);
    for (int64_t i = 0; i < op_.own_short(); ++i)
      std::copy_n(rest.data() + i * width, std::min(width, next), z.data() + i * next);
    orthonormalize_block(z, next, 4 * kEps * h_.largest_entry());
    std::vector<double> coupling(static_cast<size_t>(next * width));
    gemm(Op::transpose, Op::none, next, width, op_.own_short(), 1.0, z.data(), next, rest.data(), width, 0.0,
         coupling.data(), width);
    session_.group.sum(coupling.data(), next * width);
    return coupling;
  }

  void orthonormalize_block(std::vector<double> &z, int64_t width, double noise) {
    orthonormalize(session_.group, op_.short_ranges(), space_.q, noise, random_, width, z);
  }

  Verdict judge(const std::vector<double> &coupling, int64_t next, int64_t width) {
    const PhaseTimer timer(session_, "ritz");
    double shared[2] = {0, 0};
    if (session_.group.root()) {
      const Verdict verdict = judge_on_root(coupling, next, width);
      shared[0] = verdict.worst;
      shared[1] = verdict.residual;
    }
    session_.group.broadcast(shared, 2);
    return {shared[0], shared[1]};
  }

  Verdict judge_on_root(const std::vector<double> &coupling, int64_t next, int64_t width) {
    const int64_t d = h_.size();
    if (symmetric_eigen(d, h_.upper(), values_, vectors_) != 0) return {};
    std::vector<double> sigma(static_cast<size_t>(options_.k));
    for (size_t i = 0; i < sigma.size(); ++i) sigma[i] = std::sqrt(std::max(values_[i], 0.0));
    Verdict verdict{0, 0};
    for (int64_t j = 0; j < options_.k; ++j) {
      const double s = sigma[static_cast<size_t>(j)];
      const double normal_residual = coupled_norm(coupling, next, width, j);
      const double noise = 4 * kEps * values_[0];
      if (normal_residual <= noise || s == 0) continue; /* nothing more to be learnt from the recurrence */
      /* Half of what is allowed, so that the certificate agrees. */
      const double ratio = 2 * normal_residual / s / options_.tolerance.bound(sigma, static_cast<size_t>(j));
      verdict.worst = std::max(verdict.worst, ratio);
      verdict.residual = std::max(verdict.residual, normal_residual / s / s);
    }
    return verdict;
  }

  /* ||R s_last|| for Ritz vector j. */
  double coupled_norm(const std::vector<double> &coupling, int64_t next, int64_t width, int64_t j) const {
    const int64_t d = h_.size();
    double square = 0;
    for (int64_t i = 0; i < next; ++i) {
      double sum = 0;
      for (int64_t c = 0; c < width; ++c)
        sum += coupling[static_cast<size_t>(i * width + c)] * vectors_[static_cast<size_t>((d - width + c) * d + j)];
      square += sum * sum;
    }
    return std::sqrt(square);
  }

  /* Thick restart: the leading Ritz vectors become the basis, and the recurrence goes on from them. */
  void restart() {
    const int64_t d = h_.size(), kept = std::min(d, options_.k + options_.k / 4 + 2 * options_.block);
    std::vector<double> values(static_cast<size_t>(kept)), p(static_cast<size_t>(d * kept));
    if (session_.group.root()) {
      std::copy_n(values_.begin(), kept, values.begin());
      for (int64_t i = 0; i < d; ++i) std::copy_n(vectors_.begin() + i * d, kept, p.begin() + i * kept);
    }
    session_.group.broadcast(values.data(), kept);
    session_.group.broadcast(p.data(), d * kept);
    space_.compress(p, kept);
    h_.restart(values, kept);
  }

  void report(const Verdict &verdict) {
    if (!std::isfinite(verdict.worst)) return session_.progress("krylov", -1, -1);
    first_ = std::max(first_, verdict.worst);
    const double done = first_ > 1 ? 1 - std::log(std::max(verdict.worst, 1.0)) / std::log(first_) : 1;
    session_.progress("krylov", 0.9 * done, verdict.residual);
  }

  Session &session_;
  Operator &op_;
  const SvdOptions &options_;
  RandomColumns &random_;
  Subspace &space_;
  NormalProjection h_;
  double first_ = 1;                     /* the worst ratio seen, for the progress bar */
  std::vector<double> values_, vectors_; /* rank 0: the eigenpairs of H at the last judgement */
};

} // namespace

void krylov(Session &session, Operator &op, const SvdOptions &options, RandomColumns &random, Subspace &space,
            std::vector<double> start) {
  Lanczos(session, op, options, random, space).run(std::move(start));
}

} // namespace athanor::rowwise
