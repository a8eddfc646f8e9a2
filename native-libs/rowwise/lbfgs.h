/*
 * Minimises a smooth function by L-BFGS (Nocedal 1980; Nocedal and Wright, 2nd ed., algorithm 7.5) with a
 * preconditioner in place of the scaled identity it starts from. Local: rank 0 runs it, and the function's evaluation
 * is what is distributed. Memory: 2 (kLbfgsMemory + 3) vectors.
 */
#ifndef ATHANOR_ROWWISE_LBFGS_H
#define ATHANOR_ROWWISE_LBFGS_H

#include <cstdint>
#include <functional>
#include <vector>

namespace athanor::rowwise {

constexpr int64_t kLbfgsMemory = 10;

struct Problem {
  /* The value at x, and its gradient. */
  std::function<double(const std::vector<double> &x, std::vector<double> &gradient)> evaluate;
  /* An approximation of the inverse Hessian, symmetric and positive definite, applied in place. */
  std::function<void(std::vector<double> &vector)> precondition;
  /* After each iteration: whether the gradient is small enough. */
  std::function<bool(const std::vector<double> &gradient)> converged;
  int64_t max_iterations;
};

struct Minimum {
  std::vector<double> x;
  std::vector<double> gradient;
  double value = 0;
  int64_t iterations = 0;
  bool stalled = false; /* rounding left no step that lowers the value */
};

Minimum minimise(const Problem &problem, std::vector<double> start);

} // namespace athanor::rowwise

#endif
