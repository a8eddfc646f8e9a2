/* The pair every method works on: an orthonormal basis Q of part of the short side, and its image B = T Q. */
#ifndef ATHANOR_ROWWISE_SUBSPACE_H
#define ATHANOR_ROWWISE_SUBSPACE_H

#include "basis.h"
#include "operator.h"

namespace athanor::rowwise {

struct Subspace {
  Basis q;
  Basis b;

  Subspace(const Group &group, const Operator &op, int64_t capacity)
      : q(group, op.own_short(), capacity), b(group, op.own_long(), capacity) {}

  /* Replaces Q and B by Q p and B p. */
  void compress(const std::vector<double> &p, int64_t width) {
    q.compress(p.data(), width);
    b.compress(p.data(), width);
  }
};

/*
 * Collective, one pass: appends z (own short rows x width, orthonormal to Q) and its image. Returns T'T z in the
 * same shape if `with_normal`, else nothing, at half the flops.
 */
std::vector<double> extend(const Group &group, Operator &op, Subspace &space, const std::vector<double> &z,
                           int64_t width, bool with_normal);

} // namespace athanor::rowwise

#endif
