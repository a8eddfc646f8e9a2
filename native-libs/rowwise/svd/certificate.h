/*
 * The certificate: what a pass over A says about computed triplets. Nothing in it comes from recurrences.
 */
#ifndef ATHANOR_ROWWISE_CERTIFICATE_H
#define ATHANOR_ROWWISE_CERTIFICATE_H

#include <algorithm>

#include "operator.h"
#include "projection.h"

namespace athanor::rowwise {

struct Certificate {
  std::vector<double> long_residuals;  /* ||T v - sigma u|| per triplet */
  std::vector<double> short_residuals; /* ||T'u - sigma v|| per triplet */
  double orthogonality_u;              /* largest entry of |U'U - I| */
  double orthogonality_v;
  std::vector<double> short_defect; /* own rows of T'U - V diag(sigma), own short x count: where to look further */
};

/* How far from singular a triplet may be: max(tol * sigma, floor), floor = 100 eps sigma_1. */
struct Tolerance {
  double tol;
  double eps; /* of the matrix's dtype */

  double floor(const std::vector<double> &sigma) const { return 100 * eps * sigma.front(); }
  double bound(const std::vector<double> &sigma, size_t i) const { return std::max(tol * sigma[i], floor(sigma)); }
};

/* The certificate of triplets whose products T v and T'u are known, which takes the long side in blocks of rows. Products
 * are row-major with `width` values a row, of which the leading ones count. */
class LongSide {
 public:
  explicit LongSide(const std::vector<double> &sigma)
      : sigma_(sigma), norms_(sigma.size()), gram_(sigma.size() * sigma.size()) {}

  /* The next of this rank's rows of T v, and as many of u. */
  void add(const double *tv, int64_t width, const double *u, int64_t rows);
  /* Collective; v and T'u: all of this rank's rows. */
  Certificate conclude(const Group &group, const std::vector<double> &v, const std::vector<double> &tu,
                       int64_t width) const;

 private:
  const std::vector<double> &sigma_;
  std::vector<double> norms_; /* squares of the columns of T v - sigma u */
  std::vector<double> gram_;  /* u'u */
};

/* Collective, one pass: 4 rows cols count flops. */
Certificate certify(Session &session, Operator &op, const Triplets &triplets);

/* The triplets that are further from singular than they may be, ascending. */
std::vector<int64_t> unconverged(const Certificate &certificate, const std::vector<double> &sigma,
                                 const Tolerance &tolerance);

} // namespace athanor::rowwise

#endif
