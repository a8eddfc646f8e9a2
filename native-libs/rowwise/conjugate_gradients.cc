#include "conjugate_gradients.h"

#include "convergence.h"
#include "kernel.h"

namespace athanor::rowwise {
namespace {

/* Times that the iteration starts again from a measured residual; more of them do not help. */
constexpr int kMostRounds = 4;
/* The recurrences go on to this share of what is allowed: they and the measured residual differ by rounding. */
constexpr double kMargin = 0.5;

using Values = std::vector<double>; /* one per column of the panel, padding included */

class Solver {
 public:
  Solver(Session &session, Regression &regression, const RidgePreconditioner &preconditioner, int64_t first, Panel x,
         Values right_side, const CgOptions &options)
      : session_(session), regression_(regression), preconditioner_(preconditioner), first_(first), options_(options),
        found_{std::move(x), {}, 0, 0, false}, right_side_(std::move(right_side)) {}

  CgResult solve() {
    for (int round = 0;; ++round) {
      found_.x.round_to(options_.dtype);
      Panel r = measure(round);
      if (found_.converged || round == kMostRounds || found_.iterations >= options_.max_iterations) return found_;
      iterate(std::move(r));
    }
  }

 private:
  /* a'(b - a x) - lambda x, by a pass. */
  Panel measure(int round) {
    const double at = round == 0 ? kStart : kEnd;
    NormalResidual measured = normal_residual(session_, regression_, first_, found_.x, {"certify", at, at});
    found_.residuals = std::move(measured.norms);
    if (right_side_.empty()) right_side_ = norms(measured.product);
    add_scaled(measured.product, Values(right_side_.size(), -regression_.penalty()), found_.x);
    const Values r = norms(measured.product);
    worst_ = worst(r, 1);
    found_.converged = worst_ <= 1;
    found_.relative_residual = 0;
    for (size_t j = 0; j < r.size(); ++j)
      found_.relative_residual = std::max(found_.relative_residual, ratio(r[j], right_side_[j]));
    return std::move(measured.product);
  }

  void iterate(Panel r) {
    Panel p = preconditioned(r);
    Values along = dots(r, p), keep(along.size());
    const double at_first = worst_;
    worst_ = worst(norms(r), kMargin);
    while (worst_ > 1 && found_.iterations < options_.max_iterations) {
      const double at = kStart + (kEnd - kStart) * share_done(at_first, worst_);
      const Panel q = normal_product(p, {"iterate", at, at});
      Values step = dots(p, q), back = step;
      for (size_t j = 0; j < step.size(); ++j) {
        step[j] = step[j] > 0 && open_[j] ? along[j] / step[j] : 0;
        back[j] = -step[j];
      }
      add_scaled(found_.x, step, p);
      add_scaled(r, back, q);
      ++found_.iterations;
      worst_ = worst(norms(r), kMargin);
      session_.progress("iterate", at, worst_ * options_.tol);
      Panel z = preconditioned(r);
      const Values next = dots(r, z);
      for (size_t j = 0; j < keep.size(); ++j) keep[j] = open_[j] ? ratio(next[j], along[j]) : 0;
      scale(p, keep);
      add_scaled(p, Values(keep.size(), 1.0), z);
      along = next;
    }
  }

  Panel preconditioned(Panel r) const {
    preconditioner_.apply(session_.group, r);
    return r;
  }

  /* a'(a p) + lambda p, by a pass. */
  Panel normal_product(const Panel &p, Stage stage) {
    Design &a = regression_.a();
    const int64_t height = a.block_rows(), cols = a.cols(), width = p.width();
    Panel image(height, p.columns()), q(cols, p.columns());
    design_pass(session_, a, height, stage, [&](int64_t, int64_t rows, const Block &block) {
      std::fill_n(image.data(), rows * width, 0.0);
      kernel().multiply(block.data, block.stride, rows, cols, p.data(), width, image.data(), width, width);
      kernel().multiply_transposed(block.data, block.stride, rows, cols, image.data(), width, q.data(), width, width);
    });
    session_.group.sum(q.data(), q.size());
    add_scaled(q, Values(static_cast<size_t>(width), regression_.penalty()), p);
    return q;
  }

  /* The largest residual of a column over `margin` times what is allowed; says which columns are open. */
  double worst(const Values &r, double margin) {
    const Values x = norms(found_.x);
    const double size = regression_.norm() * regression_.norm() + regression_.penalty();
    double worst = 0;
    open_.assign(r.size(), false);
    for (size_t j = 0; j < r.size(); ++j) {
      const double rounding = kRoundingShare * eps_of(options_.dtype) * size * x[j];
      const double here = ratio(r[j], margin * std::max(options_.tol * right_side_[j], rounding));
      open_[j] = here > 1;
      worst = std::max(worst, here);
    }
    session_.group.broadcast(&worst, 1);
    return worst;
  }

  /* Fractions of the job done before and after the iteration. */
  static constexpr double kStart = 0.5;
  static constexpr double kEnd = 0.95;

  Session &session_;
  Regression &regression_;
  const RidgePreconditioner &preconditioner_;
  int64_t first_;
  const CgOptions &options_;
  CgResult found_;
  Values right_side_;
  std::vector<bool> open_;
  double worst_ = 0;
};

} // namespace

CgResult conjugate_gradients(Session &session, Regression &regression, const RidgePreconditioner &preconditioner,
                             int64_t first, Panel x, std::vector<double> right_side, const CgOptions &options) {
  return Solver(session, regression, preconditioner, first, std::move(x), std::move(right_side), options).solve();
}

} // namespace athanor::rowwise
