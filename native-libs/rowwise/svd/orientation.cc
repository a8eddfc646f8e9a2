#include "orientation.h"

#include <cmath>

namespace athanor::rowwise {

void orient(const Group &group, const Operator &op, Triplets &triplets) {
  const size_t count = static_cast<size_t>(triplets.count), ranks = static_cast<size_t>(group.size());
  const std::vector<double> &decisive = op.transposed() ? triplets.u : triplets.v;
  std::vector<double> largest(count), all(count * ranks);
  for (size_t at = 0; at < decisive.size(); ++at)
    if (std::fabs(decisive[at]) > std::fabs(largest[at % count])) largest[at % count] = decisive[at];
  group.gather_rows(largest.data(), even_ranges(group.size(), group.size()), triplets.count, all.data());
  std::vector<double> signs(count);
  for (size_t j = 0; j < count; ++j) {
    double best = 0;
    for (size_t r = 0; r < ranks; ++r)
      if (std::fabs(all[r * count + j]) > std::fabs(best)) best = all[r * count + j];
    signs[j] = best < 0 ? -1 : 1;
  }
  for (std::vector<double> *vectors : {&triplets.u, &triplets.v})
    for (size_t row = 0; row < vectors->size(); row += count)
      for (size_t j = 0; j < count; ++j) (*vectors)[row + j] *= signs[j];
}

} // namespace athanor::rowwise
