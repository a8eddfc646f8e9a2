#include "lbfgs.h"

#include <deque>

#include "wolfe.h"

namespace athanor::rowwise {
namespace {

using Vector = std::vector<double>;

double dot(const Vector &a, const Vector &b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/* y += factor * x */
void add(double factor, const Vector &x, Vector &y) {
  for (size_t i = 0; i < x.size(); ++i) y[i] += factor * x[i];
}

Vector difference(const Vector &a, const Vector &b) {
  Vector result = a;
  add(-1, b, result);
  return result;
}

/* The steps of the last iterations and the changes of the gradient that they made. */
class History {
 public:
  void remember(Vector step, Vector change, const Problem &problem) {
    const double curvature = dot(step, change);
    if (!(curvature > 0)) return;
    Vector image = change;
    problem.precondition(image);
    scale_ = curvature / dot(change, image);
    if (static_cast<int64_t>(pairs_.size()) == kLbfgsMemory) pairs_.pop_front();
    pairs_.push_back({std::move(step), std::move(change), 1 / curvature});
  }

  /* The two-loop recursion: minus the inverse Hessian times the gradient. */
  Vector direction(Vector q, const Problem &problem) const {
    Vector alphas(pairs_.size());
    for (size_t i = pairs_.size(); i-- > 0;) {
      alphas[i] = pairs_[i].rho * dot(pairs_[i].step, q);
      add(-alphas[i], pairs_[i].change, q);
    }
    problem.precondition(q);
    for (double &value : q) value *= scale_;
    for (size_t i = 0; i < pairs_.size(); ++i)
      add(alphas[i] - pairs_[i].rho * dot(pairs_[i].change, q), pairs_[i].step, q);
    for (double &value : q) value = -value;
    return q;
  }

  bool empty() const { return pairs_.empty(); }
  void forget() {
    pairs_.clear();
    scale_ = 1;
  }

 private:
  struct Pair {
    Vector step;
    Vector change;
    double rho;
  };
  std::deque<Pair> pairs_;
  double scale_ = 1;
};

} // namespace

Minimum minimise(const Problem &problem, Vector start) {
  Minimum at{std::move(start), {}, 0, 0, false};
  at.gradient.resize(at.x.size());
  at.value = problem.evaluate(at.x, at.gradient);
  Vector x = at.x, gradient = at.gradient;
  History history;
  while (!problem.converged(at.gradient) && at.iterations < problem.max_iterations && !at.stalled) {
    const Vector direction = history.direction(at.gradient, problem);
    const auto along = [&](double step) {
      x = at.x;
      add(step, direction, x);
      const double value = problem.evaluate(x, gradient);
      return Trial{step, value, dot(gradient, direction)};
    };
    const auto found = wolfe_step(along, {0, at.value, dot(at.gradient, direction)}, 1);
    if (!found) {
      /* Once more by steepest descent in the preconditioner's metric: the history may be what is wrong. */
      at.stalled = history.empty();
      history.forget();
      continue;
    }
    history.remember(difference(x, at.x), difference(gradient, at.gradient), problem);
    at.x.swap(x);
    at.gradient.swap(gradient);
    at.value = found->value;
    ++at.iterations;
  }
  return at;
}

} // namespace athanor::rowwise
