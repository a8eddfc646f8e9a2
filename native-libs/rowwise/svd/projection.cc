#include "projection.h"

#include <algorithm>

#include "small_dense.h"
#include "tsqr.h"

namespace athanor::rowwise {

namespace {

struct SmallSvd {
  std::vector<double> sigma;
  std::vector<double> left; /* on rank 0 only */
  std::vector<double> right;
};

/* Rank 0 solves; singular values and right vectors go to all. */
SmallSvd solve(const Group &group, const Tsqr &qr, int64_t d, int64_t wanted) {
  SmallSvd svd;
  double info = 0;
  if (group.root()) {
    std::vector<double> r = qr.r();
    info = square_svd(d, wanted, r, svd.sigma, svd.left, svd.right);
  }
  group.broadcast(&info, 1);
  if (info != 0)
    throw Error("ATHANOR_KERNEL_FAILED",
                "the small SVD did not converge (dgesvd info " + std::to_string(static_cast<int>(info)) + ")");
  svd.sigma.resize(static_cast<size_t>(wanted));
  svd.right.resize(static_cast<size_t>(d * wanted));
  group.broadcast(svd.sigma.data(), wanted);
  group.broadcast(svd.right.data(), d * wanted);
  return svd;
}

} // namespace

RitzBasis ritz_basis(const Group &group, const Basis &b, int64_t wanted) {
  const Tsqr qr(group, b.rows(), b.count(), b.compact());
  return {solve(group, qr, b.count(), wanted).right};
}

Triplets project(const Group &group, const Basis &q, const Basis &b, int64_t wanted) {
  const int64_t d = q.count(), count = std::min(wanted, d);
  const Tsqr qr(group, b.rows(), d, b.compact());
  SmallSvd svd = solve(group, qr, d, count);
  Triplets found{count, std::move(svd.sigma), {}, {}};
  found.u = qr.apply(svd.left, count);
  found.v = q.combine(svd.right.data(), count);
  return found;
}

} // namespace athanor::rowwise
