#include "rough_krylov.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "basis.h"
#include "rough_block.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

constexpr int64_t kMostWidth = 128;
constexpr int64_t kMostBlocks = 4;
/* Passes that a caller has to allow for this to be tried at all. */
constexpr int64_t kFewestPasses = 16;
/* Eigenvalues over the largest below which those of T'T are rounding in floats. */
constexpr double kVisible = 1e-6;
/* The same between the last value of the block and the last wanted one, where the first product may go by it. */
constexpr double kFall = 0.02;
/* Relative residual up to which a Ritz vector is a direction of its own, and what is hoped for from the wanted ones. */
constexpr double kVague = 0.3;
constexpr double kSharp = 1e-6;
/* Passes in doubles to be expected after this, up to which the detour pays. */
constexpr double kMostPolishing = 3.5;
/* Sums of squares of A's entries with which products are at home in floats. */
constexpr double kSafeLow = 1e-20;
constexpr double kSafeHigh = 1e20;

/* Twice the wanted vectors and some, so that values a little smaller than the wanted ones are found as well. */
int64_t rough_width(int64_t k) {
  return (2 * k + 16 + RoughBlock::kWidthStep - 1) / RoughBlock::kWidthStep * RoughBlock::kWidthStep;
}

class RoughKrylov {
 public:
  RoughKrylov(Session &session, Operator &op, const SvdOptions &options, RandomColumns &random)
      : session_(session),
        op_(op),
        options_(options),
        random_(random),
        width_(rough_width(options.k)),
        q_(session.group, op.own_short(), width_),
        w_(session.group, op.own_short(), width_) {}

  RoughStart run() {
    RoughStart start;
    std::vector<double> z(static_cast<size_t>(op_.own_short() * width_));
    for (int64_t j = 0; j < width_; ++j)
      random_.fill(op_.short_ranges().begin(session_.group.rank()), op_.own_short(), z.data(), width_, j);
    /* What comes of this is as far from the wanted vectors as a random block is, however it is rounded. */
    z = normal_product(Rough::single, z);
    if (!(op_.sum_squares() >= kSafeLow && op_.sum_squares() <= kSafeHigh)) return start;
    if (!falls_off(z, start.block)) return start;
    for (int64_t block = 1; block <= kMostBlocks && !start.vectors; ++block) {
      orthonormalize_block(z);
      std::vector<double> product = normal_product(Rough::pairs, z);
      extend(z, product);
      if (!ritz() || found_ < k()) return start;
      if (good_enough()) start.vectors = powered();
      z = std::move(product);
    }
    return start;
  }

 private:
  int64_t k() const { return options_.k; }

  /* Columns become orthonormal in the order of the singular values of what was there: a column's rounding is relative to
   * its largest part, and must not hide the others. */
  void orthonormalize_block(std::vector<double> &z) {
    const PhaseTimer timer(session_, "orthogonalise");
    const Group &group = session_.group;
    const std::vector<double> before = z;
    orthonormalize(group, op_.short_ranges(), q_, 0, random_, width_, z);
    const std::vector<double> m = cross(z, before);
    std::vector<double> rotation(m.size());
    if (group.root()) {
      std::vector<double> square(m.size()), values;
      gemm(Op::none, Op::transpose, width_, width_, width_, 1.0, m.data(), width_, m.data(), width_, 0.0, square.data(),
           width_);
      if (symmetric_eigen(width_, square, values, rotation) != 0)
        for (int64_t i = 0; i < width_; ++i) rotation[static_cast<size_t>(i * width_ + i)] = 1;
    }
    group.broadcast(rotation.data(), width_ * width_);
    std::vector<double> rotated(z.size());
    gemm(Op::none, Op::none, op_.own_short(), width_, width_, 1.0, z.data(), width_, rotation.data(), width_, 0.0,
         rotated.data(), width_);
    z.swap(rotated);
  }

  /* x'y over all ranks, width x width. */
  std::vector<double> cross(const std::vector<double> &x, const std::vector<double> &y) const {
    std::vector<double> result(static_cast<size_t>(width_ * width_));
    gemm(Op::transpose, Op::none, width_, width_, op_.own_short(), 1.0, x.data(), width_, y.data(), width_, 0.0,
         result.data(), width_);
    session_.group.sum(result.data(), width_ * width_);
    return result;
  }

  /* One pass. */
  std::vector<double> normal_product(Rough kind, const std::vector<double> &z) {
    session_.progress("rough", -1, -1);
    const PhaseTimer timer(session_, "rough passes");
    std::vector<double> all(static_cast<size_t>(op_.short_side() * width_)), product(z.size());
    session_.group.gather_rows(z.data(), op_.short_ranges(), width_, all.data());
    op_.rough_sweep(kind, std::move(all), width_, product.data());
    return product;
  }

  /* Most of the time one block is all there is: memory is for what is there. */
  void grow(Basis &basis, const std::vector<double> &block) const {
    if (basis.count() + width_ > basis.capacity()) {
      Basis larger(session_.group, basis.rows(), basis.count() + width_);
      larger.append(basis.compact().data(), basis.count(), basis.count());
      basis = std::move(larger);
    }
    basis.append(block.data(), width_, width_);
  }

  /* From z, T'T times random columns: its leading left singular vectors times their values become the block that is
   * left for krylov(). Returns whether z's singular values fall off where it ends, as those of T'T do or not; a pass is
   * not much to have lost if they do not. */
  bool falls_off(const std::vector<double> &z, std::vector<double> &block) const {
    const std::vector<double> g = cross(z, z);
    std::vector<double> values, vectors(g.size());
    double verdict = 0;
    if (session_.group.root() && symmetric_eigen(width_, g, values, vectors) == 0) {
      const double wanted = values[static_cast<size_t>(k() - 1)];
      verdict = wanted > kVisible * kVisible * values[0] && values.back() < kFall * kFall * wanted ? 1 : 0;
    }
    session_.group.broadcast(&verdict, 1);
    session_.group.broadcast(vectors.data(), width_ * width_);
    block.resize(static_cast<size_t>(op_.own_short() * options_.block));
    gemm(Op::none, Op::none, op_.own_short(), options_.block, width_, 1.0, z.data(), width_, vectors.data(), width_, 0.0,
         block.data(), options_.block);
    return verdict != 0;
  }

  /* The basis grows by z, its projection H = Q'T'T Q by as many columns. */
  void extend(const std::vector<double> &z, const std::vector<double> &product) {
    grow(q_, z);
    grow(w_, product);
    const std::vector<double> columns = q_.inner(product.data(), width_, width_);
    const int64_t before = d_;
    d_ = q_.count();
    std::vector<double> h(static_cast<size_t>(d_ * d_));
    for (int64_t i = 0; i < before; ++i) std::copy_n(h_.data() + i * before, before, h.data() + i * d_);
    for (int64_t i = 0; i < d_; ++i)
      for (int64_t j = 0; j < width_; ++j)
        h[static_cast<size_t>(i * d_ + before + j)] = columns[static_cast<size_t>(i * width_ + j)];
    h_ = std::move(h);
  }

  /* The leading Ritz pairs and their residuals; false where the wanted ones are rounding. */
  bool ritz() {
    const PhaseTimer timer(session_, "ritz");
    values_.assign(static_cast<size_t>(width_), 0);
    rotation_.assign(static_cast<size_t>(d_ * width_), 0);
    if (session_.group.root()) {
      std::vector<double> values, vectors;
      if (symmetric_eigen(d_, h_, values, vectors) == 0) {
        std::copy_n(values.begin(), width_, values_.begin());
        for (int64_t i = 0; i < d_; ++i) std::copy_n(vectors.begin() + i * d_, width_, rotation_.begin() + i * width_);
      }
    }
    session_.group.broadcast(values_.data(), width_);
    session_.group.broadcast(rotation_.data(), d_ * width_);
    if (!(values_[static_cast<size_t>(k() - 1)] > kVisible * values_[0])) return false;
    find_residuals();
    return true;
  }

  void find_residuals() {
    product_ = w_.combine(rotation_.data(), width_);
    const std::vector<double> vectors = q_.combine(rotation_.data(), width_);
    residuals_.assign(static_cast<size_t>(width_), 0);
    for (size_t at = 0; at < product_.size(); ++at) {
      const size_t j = at % static_cast<size_t>(width_);
      const double rest = product_[at] - values_[j] * vectors[at];
      residuals_[j] += rest * rest;
    }
    session_.group.sum(residuals_.data(), width_);
    for (size_t j = 0; j < residuals_.size(); ++j) residuals_[j] = std::sqrt(residuals_[j]) / values_[j];
    found_ = 0;
    while (found_ < width_ && values_[static_cast<size_t>(found_)] > kVisible * values_[0] &&
           residuals_[static_cast<size_t>(found_)] < kVague)
      ++found_;
    worst_ = *std::max_element(residuals_.begin(), residuals_.begin() + k());
    /* The first direction that is not known stands for all of those. */
    const size_t unknown = static_cast<size_t>(std::min(found_, width_ - 1));
    decay_ = std::clamp(values_[unknown] / values_[static_cast<size_t>(k() - 1)], 1e-8, 1.0);
  }

  /* Passes in doubles that it will take from here, the one that measures included. */
  double polishing() const {
    if (found_ < k() || decay_ >= 1) return std::numeric_limits<double>::infinity();
    const double now = std::max(worst_ * decay_, kSharp), goal = std::min(now, options_.tolerance.tol / 3);
    return 1 + std::log(goal / now) / std::log(decay_);
  }

  bool good_enough() const { return worst_ * decay_ <= 2 * kSharp && polishing() <= kMostPolishing; }

  /* T'T times the Ritz vectors. */
  RoughVectors powered() const {
    RoughVectors result{found_, {}, std::vector<double>(static_cast<size_t>(op_.own_short() * found_)), decay_};
    result.values.assign(values_.begin(), values_.begin() + found_);
    for (int64_t i = 0; i < op_.own_short(); ++i)
      for (int64_t j = 0; j < found_; ++j)
        result.vectors[static_cast<size_t>(i * found_ + j)] =
            product_[static_cast<size_t>(i * width_ + j)] / values_[static_cast<size_t>(j)];
    return result;
  }

  Session &session_;
  Operator &op_;
  const SvdOptions &options_;
  RandomColumns &random_;
  int64_t width_;
  Basis q_, w_;           /* Q and T'T Q */
  int64_t d_ = 0;         /* columns of Q */
  std::vector<double> h_; /* d x d, its upper triangle */
  /* The leading `width` Ritz pairs: */
  std::vector<double> values_, residuals_, rotation_, product_;
  int64_t found_ = 0; /* how many are directions of their own */
  double worst_ = 0;  /* the largest residual of a wanted one */
  double decay_ = 1;
};

} // namespace

bool rough_start_suits(const Operator &op, const SvdOptions &options) {
  const int64_t width = rough_width(options.k);
  return RoughBlock::available() && options.rough_start && width <= kMostWidth &&
         op.short_side() >= kMostBlocks * width && options.max_passes >= kFewestPasses;
}

RoughStart rough_krylov(Session &session, Operator &op, const SvdOptions &options, RandomColumns &random) {
  return RoughKrylov(session, op, options, random).run();
}

} // namespace athanor::rowwise
