/*
 * Rayleigh-Ritz from one side: with an orthonormal basis Q of the short side and B = T Q, the singular triplets of
 * T Q Q' are those of B. B = Q_B R by TSQR and the SVD of the small R keep singular values down to eps times the
 * largest, where the eigenvalues of B'B would lose half the digits.
 */
#ifndef ATHANOR_ROWWISE_PROJECTION_H
#define ATHANOR_ROWWISE_PROJECTION_H

#include "basis.h"

namespace athanor::rowwise {

/* Approximate singular triplets of T: T v = sigma u. Rows are this rank's own. */
struct Triplets {
  int64_t count;
  std::vector<double> sigma; /* descending, the same on every rank */
  std::vector<double> u;     /* own long rows x count */
  std::vector<double> v;     /* own short rows x count */
};

/* The leading singular triplets of B within Q, for a smaller basis Q * right. */
struct RitzBasis {
  std::vector<double> right; /* q.count() x wanted, the same on every rank */
};
RitzBasis ritz_basis(const Group &group, const Basis &b, int64_t wanted);

/* The leading `wanted` (or all, when the basis has fewer) triplets of T Q Q'. Collective.
 * Cost: 2 long d^2 + O(d^3) flops for d = q.count(). */
Triplets project(const Group &group, const Basis &q, const Basis &b, int64_t wanted);

} // namespace athanor::rowwise

#endif
