/* What the caller learns besides the factors: the certificate as JSON, in A's own terms. */
#ifndef ATHANOR_ROWWISE_TRUNCATED_SVD_REPORT_H
#define ATHANOR_ROWWISE_TRUNCATED_SVD_REPORT_H

#include <string>

#include "refine.h"

namespace athanor::rowwise {

struct Report {
  std::string json; /* singularValues, certificate, converged, warnings, timings */
  double residual;  /* the largest residual over its sigma (over sigma_1 where sigma counts as zero) */
  int64_t open;     /* triplets that did not converge */
};

/* `unscale` undoes the scaling of A; `method` is the one that gave the result. */
Report make_report(const Session &session, const SvdOptions &options, const Certified &found, bool transposed,
                   double unscale, const char *method);

} // namespace athanor::rowwise

#endif
