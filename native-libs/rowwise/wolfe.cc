#include "wolfe.h"

#include <algorithm>

namespace athanor::rowwise {
namespace {

constexpr double kDecrease = 1e-4;
constexpr double kCurvature = 0.9;
constexpr double kRounding = 1e-14; /* relative to the value */
constexpr int kMaxTrials = 25;

bool low_enough(const Trial &start, const Trial &t) {
  if (t.value <= start.value + kDecrease * t.step * start.slope) return true;
  return t.value <= start.value + kRounding * std::fabs(start.value) && t.slope <= -0.8 * start.slope;
}

bool flat_enough(const Trial &start, const Trial &t) { return std::fabs(t.slope) <= -kCurvature * start.slope; }

/* The minimiser of the cubic through two trials, kept within the middle of the bracket. */
double interpolate(const Trial &a, const Trial &b) {
  const double width = b.step - a.step;
  const double d1 = a.slope + b.slope - 3 * (b.value - a.value) / width;
  const double root = std::sqrt(std::max(d1 * d1 - a.slope * b.slope, 0.0)), d2 = std::copysign(root, width);
  const double share = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  return a.step + width * (std::isfinite(share) ? std::clamp(share, 0.1, 0.9) : 0.5);
}

/* Between `low`, the best so far, and `high` lies a step that will do. */
std::optional<Trial> zoom(const Along &along, const Trial &start, Trial low, Trial high, int trials) {
  for (; trials < kMaxTrials; ++trials) {
    const Trial t = along(interpolate(low, high));
    if (!low_enough(start, t) || t.value > low.value) {
      high = t;
      continue;
    }
    if (flat_enough(start, t)) return t;
    if (t.slope * (high.step - low.step) >= 0) high = low;
    low = t;
  }
  if (low.step == 0 || low.value >= start.value) return std::nullopt;
  return along(low.step);
}

} // namespace

std::optional<Trial> wolfe_step(const Along &along, const Trial &start, double first) {
  Trial before = start;
  double step = first;
  for (int trials = 0; trials < kMaxTrials; ++trials, step *= 4) {
    const Trial t = along(step);
    const bool risen = trials > 0 && t.value > before.value;
    if (risen || !low_enough(start, t)) return zoom(along, start, before, t, trials + 1);
    if (flat_enough(start, t)) return t;
    if (t.slope >= 0) return zoom(along, start, t, before, trials + 1);
    before = t;
  }
  return before; /* still falling: the function has no minimum this way, and the step is long enough */
}

} // namespace athanor::rowwise
