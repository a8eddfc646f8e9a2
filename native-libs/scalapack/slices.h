/* Long work in slices of about a second: a call of ScaLAPACK cannot be interrupted, the job is served in between. */
#ifndef ATHANOR_SCALAPACK_SLICES_H
#define ATHANOR_SCALAPACK_SLICES_H

#include "context.h"

namespace athanor::scalapack {

/* What all ranks do in a second or so, on slow machines in a few. */
inline double slice_flops(const Context &context) { return 1.5e10 * context.group().size(); }

/* How many of `extent` rows or columns make a slice, when each costs `flops`: whole cycles of blocks over the grid. */
inline int64_t slice_extent(const Context &context, int64_t extent, double flops) {
  const int64_t cycle = context.block * std::max(context.grid.rows, context.grid.cols);
  const double most = slice_flops(context) / std::max(flops, 1.0);
  if (most >= static_cast<double>(extent)) return extent;
  return std::min(extent, std::max<int64_t>(static_cast<int64_t>(most) / cycle, 1) * cycle);
}

/* Collective, between slices: leaves if the job was cancelled, tells how far it is. */
inline void end_slice(Context &context, double fraction) {
  leave_if_cancelled(context.run);
  context.session.tick(fraction);
}

} // namespace athanor::scalapack

#endif
