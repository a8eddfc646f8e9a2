/* How far x is from solving the normal equations of a regression, measured by a pass over both sides. */
#ifndef ATHANOR_ROWWISE_NORMAL_RESIDUAL_H
#define ATHANOR_ROWWISE_NORMAL_RESIDUAL_H

#include "panel.h"
#include "regression.h"

namespace athanor::rowwise {

struct NormalResidual {
  Panel product;             /* a'(b - a x); the same bits on every rank */
  std::vector<double> norms; /* |b - a x| of each column of the panel, padding included */
};

/*
 * Collective, one pass with both products of a block while it is in cache: 4 rows cols width flops. x stands for
 * columns [first, first + x.columns()) of b. own: null, or a panel that takes this rank's rows of b - a x.
 */
NormalResidual normal_residual(Session &session, Regression &regression, int64_t first, const Panel &x, Stage stage,
                               Panel *own = nullptr);

} // namespace athanor::rowwise

#endif
