/*
 * The column means and the approximate Gram matrix of the centred rows in one pass, for pca: rows are shifted by the
 * means of a few of them, and what is left of the means is taken out of the sums, C'C = B'B - d d'/m for the column
 * sums d of the shifted B. Where a mean is within a few deviations of zero its column is not shifted: zeros stay zeros,
 * and have no rounding errors.
 */
#ifndef ATHANOR_ROWWISE_CENTRED_GRAM_H
#define ATHANOR_ROWWISE_CENTRED_GRAM_H

#include <optional>

#include "gram.h"

namespace athanor::rowwise {

struct CentredGram {
  std::vector<double> mean; /* the same bits on every rank */
  bool mild;                /* for RowSource::set_shift_mild(); the same on every rank */
  ApproximateGram sums;
};

/* Collective, one pass. Nothing where an entry is not finite, or squares would leave the range of a double. */
std::optional<CentredGram> centred_gram(Session &session, RowSource &source);

} // namespace athanor::rowwise

#endif
