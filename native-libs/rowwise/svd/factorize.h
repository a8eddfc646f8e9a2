/*
 * The k leading singular triplets of a row source, by the method of the options, certified: what truncatedSvd and
 * pca share.
 */
#ifndef ATHANOR_ROWWISE_FACTORIZE_H
#define ATHANOR_ROWWISE_FACTORIZE_H

#include "gram.h"
#include "refine.h"
#include "truncated_svd_options.h"
#include "truncated_svd_report.h"

namespace athanor::rowwise {

struct Factorisation {
  Certified found;
  Method method;      /* the one that gave the result */
  bool transposed;    /* whether the triplets are of A' */
  double sum_squares; /* of all entries, scaled like the source */
  double unscale;     /* undoes the scaling of singular values */

  /* This rank's rows of the left and right singular vectors of A, row-major, k wide. */
  const std::vector<double> &left() const { return transposed ? found.triplets.v : found.triplets.u; }
  const std::vector<double> &right() const { return transposed ? found.triplets.u : found.triplets.v; }
};

/* Collective. Leaves the source scaled where entries are so large or small that it had to be. `given`: where the method
 * is gram and the caller has T'T already, else null. */
Factorisation factorize(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options,
                        ApproximateGram *given = nullptr);

/* The report; throws ATHANOR_NOT_CONVERGED where the options are strict and triplets are open. */
Report checked_report(const Session &session, const SvdOptions &options, const Factorisation &factorisation);

} // namespace athanor::rowwise

#endif
