#include "lsqr.h"

#include <cmath>

#include "convergence.h"
#include "kernel.h"

namespace athanor::rowwise {
namespace {

/* Times that the iteration starts again from a measured residual; more of them do not help. */
constexpr int kMostRounds = 4;

using Values = std::vector<double>; /* one per column of the panel, padding included */

double inverse(double value) { return value == 0 ? 0 : 1 / value; }

Values inverses(Values values) {
  for (double &value : values) value = inverse(value);
  return values;
}

/* How far a column is from one of the tests of lsqr.h: at most 1 where it has converged. */
double excess(const LsqrOptions &options, double norm, double b, double x, double residual, double gradient) {
  const double size = b + norm * x;
  const double rounding = kRoundingShare * eps_of(options.dtype) * norm * size;
  return std::min(ratio(residual, options.tol * size),
                  ratio(gradient, std::max(options.tol * norm * residual, rounding)));
}

/* The recurrences of all columns of a panel, from the residual of x on. u is kept as |u| u, v normalised. */
class Bidiagonalisation {
 public:
  /* own_residual: this rank's rows of b - a x, which become those of u. */
  Bidiagonalisation(Session &session, Design &a, Panel &x, Panel &own_residual, NormalResidual start)
      : session_(session), a_(a), x_(x), u_(own_residual), v_(std::move(start.product)), w_(v_),
        beta_(std::move(start.norms)), phi_bar_(beta_) {
    scale(v_, inverses(beta_));
    normalise_v();
    w_ = v_;
    rho_bar_ = alpha_;
  }

  /* What the recurrences say of column j. */
  double residual(size_t j) const { return phi_bar_[j]; }
  double gradient(size_t j) const { return phi_bar_[j] * std::fabs(rho_bar_[j]); }

  /* Column j of x stays as it is from now on. */
  void freeze(size_t j) {
    alpha_[j] = rho_bar_[j] = 0;
    for (Panel *panel : {&v_, &w_})
      for (int64_t i = 0; i < panel->rows(); ++i) panel->row(i)[j] = 0;
  }

  /* One pass, and a step of x. */
  void step(Stage stage) {
    const int64_t cols = a_.cols(), width = v_.width();
    Panel product(cols, v_.columns());
    Values keep = inverses(beta_), squares(static_cast<size_t>(width));
    for (size_t j = 0; j < keep.size(); ++j) keep[j] *= -alpha_[j];
    design_pass(session_, a_, a_.block_rows(), stage, [&](int64_t row, int64_t rows, const Block &block) {
      double *u = u_.row(row);
      for (int64_t at = 0; at < rows * width; ++at) u[at] *= keep[static_cast<size_t>(at % width)];
      kernel().multiply(block.data, block.stride, rows, cols, v_.data(), width, u, width, width);
      add_squares(u, rows, squares);
      kernel().multiply_transposed(block.data, block.stride, rows, cols, u, width, product.data(), width, width);
    });
    session_.group.sum(squares.data(), width);
    session_.group.sum(product.data(), product.size());
    for (size_t j = 0; j < squares.size(); ++j) beta_[j] = std::sqrt(squares[j]);
    next_v(std::move(product));
    rotate();
  }

 private:
  /* v = a'u - |u| v, normalised. */
  void next_v(Panel product) {
    scale(product, inverses(beta_));
    Values minus = beta_;
    for (double &value : minus) value = -value;
    add_scaled(product, minus, v_);
    v_ = std::move(product);
    normalise_v();
  }

  void normalise_v() {
    alpha_ = norms(v_);
    scale(v_, inverses(alpha_));
  }

  /* The plane rotation that keeps the bidiagonal matrix triangular, and what follows for x and w. */
  void rotate() {
    const Values ones(beta_.size(), 1.0);
    Values x_step = beta_, w_keep = beta_;
    for (size_t j = 0; j < beta_.size(); ++j) {
      const double rho = std::hypot(rho_bar_[j], beta_[j]);
      const double cosine = rho_bar_[j] * inverse(rho), sine = beta_[j] * inverse(rho);
      x_step[j] = cosine * phi_bar_[j] * inverse(rho);
      w_keep[j] = -sine * alpha_[j] * inverse(rho);
      rho_bar_[j] = -cosine * alpha_[j];
      phi_bar_[j] *= sine;
    }
    add_scaled(x_, x_step, w_);
    scale(w_, w_keep);
    add_scaled(w_, ones, v_);
  }

  Session &session_;
  Design &a_;
  Panel &x_;
  Panel &u_;
  Panel v_;
  Panel w_;
  Values beta_;
  Values phi_bar_;
  Values alpha_;
  Values rho_bar_;
};

/* One panel on its way: what is measured, and the recurrences between two measurements. */
class Solver {
 public:
  Solver(Session &session, Regression &regression, int64_t first, int64_t count, const LsqrOptions &options)
      : session_(session), regression_(regression), first_(first), options_(options),
        found_{Panel(regression.unknowns(), count), {}, {}, 0, false},
        b_(regression.target_norms().begin() + first, regression.target_norms().begin() + first + count),
        own_residual_(regression.a().rows(), count) {}

  Lsqr solve() {
    for (int round = 0;; ++round) {
      NormalResidual start = measure(round);
      if (found_.converged || round == kMostRounds || found_.iterations >= options_.max_iterations) return found_;
      iterate(std::move(start));
      found_.x.round_to(options_.dtype);
    }
  }

 private:
  NormalResidual measure(int round) {
    const double at = round == 0 ? kStart : kEnd;
    NormalResidual start =
        normal_residual(session_, regression_, first_, found_.x, {"certify", at, at}, &own_residual_);
    found_.residuals = start.norms;
    found_.gradients = norms(start.product);
    worst_ = worst(found_.residuals, found_.gradients);
    found_.converged = worst_ <= 1;
    return start;
  }

  void iterate(NormalResidual start) {
    Bidiagonalisation recurrence(session_, regression_.a(), found_.x, own_residual_, std::move(start));
    const double at_first = worst_;
    while (worst_ > 1 && found_.iterations < options_.max_iterations) {
      const double at = kStart + (kEnd - kStart) * share_done(at_first, worst_);
      recurrence.step({"lsqr", at, at});
      ++found_.iterations;
      Values residuals, gradients;
      for (size_t j = 0; j < b_.size(); ++j) {
        residuals.push_back(recurrence.residual(j));
        gradients.push_back(recurrence.gradient(j));
      }
      worst_ = worst(residuals, gradients, &recurrence);
      session_.progress("lsqr", at, worst_ * options_.tol);
    }
  }

  /* The largest excess of a column, the same on all ranks; freezes the columns that have converged. */
  double worst(const Values &residuals, const Values &gradients, Bidiagonalisation *recurrence = nullptr) {
    const Values x = norms(found_.x);
    double worst = 0;
    for (size_t j = 0; j < b_.size(); ++j) {
      const double here = excess(options_, regression_.norm(), b_[j], x[j], residuals[j], gradients[j]);
      worst = std::max(worst, here);
      if (recurrence && here <= 1) recurrence->freeze(j);
    }
    session_.group.broadcast(&worst, 1);
    return worst;
  }

  /* Fractions of the job done before and after the iteration. */
  static constexpr double kStart = 0.15;
  static constexpr double kEnd = 0.95;

  Session &session_;
  Regression &regression_;
  int64_t first_;
  const LsqrOptions &options_;
  Lsqr found_;
  Values b_;
  Panel own_residual_;
  double worst_ = 0;
};

} // namespace

Lsqr lsqr(Session &session, Regression &regression, int64_t first, int64_t count, const LsqrOptions &options) {
  return Solver(session, regression, first, count, options).solve();
}

} // namespace athanor::rowwise
