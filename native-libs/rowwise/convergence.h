/* What iterations that end by a measured residual have in common. */
#ifndef ATHANOR_ROWWISE_CONVERGENCE_H
#define ATHANOR_ROWWISE_CONVERGENCE_H

#include <algorithm>
#include <cmath>
#include <limits>

#include "athanor/library.h"

namespace athanor::rowwise {

inline double eps_of(athanor_dtype dtype) {
  return dtype == ATHANOR_FLOAT32 ? static_cast<double>(std::numeric_limits<float>::epsilon())
                                  : std::numeric_limits<double>::epsilon();
}

/* Of rounding alone a residual may have this many eps times the sizes of what it is a difference of. */
constexpr double kRoundingShare = 10;

/* value / by; 0 where both are. */
inline double ratio(double value, double by) { return value == 0 ? 0 : value / by; }

/* How far a residual that was `first` times what is allowed, and now is `now` times, has come: 0 to 1, by decades. */
inline double share_done(double first, double now) {
  if (now <= 1 || first <= 1) return 1;
  if (!std::isfinite(first) || !std::isfinite(now)) return 0;
  return std::clamp(1 - std::log(now) / std::log(first), 0.0, 1.0);
}

} // namespace athanor::rowwise

#endif
