/*
 * A step along a descent direction that meets the strong Wolfe conditions: bracketing, then cubic interpolation within
 * the bracket (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6). Where values no longer
 * differ by more than rounding the slopes alone decide (the approximate Wolfe condition of Hager and Zhang 2005).
 */
#ifndef ATHANOR_ROWWISE_WOLFE_H
#define ATHANOR_ROWWISE_WOLFE_H

#include <cmath>
#include <functional>
#include <optional>

namespace athanor::rowwise {

struct Trial {
  double step;
  double value;
  double slope; /* derivative along the direction */
};

/* The function along the direction. */
using Along = std::function<Trial(double step)>;

/* The step, which is the last one that `along` was asked for; none where rounding hides any descent. `start` has step
 * 0. */
std::optional<Trial> wolfe_step(const Along &along, const Trial &start, double first);

} // namespace athanor::rowwise

#endif
