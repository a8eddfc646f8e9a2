/* What a pass over A says about vectors that SLEPc computed: products with A by gemm, nothing from recurrences. */
#ifndef ATHANOR_SLEPC_CERTIFICATE_H
#define ATHANOR_SLEPC_CERTIFICATE_H

#include "row_pass.h"
#include "vectors.h"

namespace athanor::slepc {

/* A X, this rank's rows, for the whole row-major X (A's columns x count). Collective, one pass. */
std::vector<double> product(Session &session, RowSource &source, const std::vector<double> &whole, int64_t count,
                            Stage stage);

/* Both products of a pass: own rows of A V in `av`, and own rows (by v's distribution, `columns`) of A'U in `atu`. */
struct BothProducts {
  std::vector<double> av;
  std::vector<double> atu;
};
BothProducts both_products(Session &session, RowSource &source, const RowRanges &columns, const Vectors &u,
                           const Vectors &v, Stage stage);

/* Per column, the norm of Y - X diag(factors) over all ranks. */
std::vector<double> residuals(std::vector<double> y, const Vectors &x, const std::vector<double> &factors);

/* Each residual over its value, or over `largest` where the value is at most `zero`. */
std::vector<double> relative(std::vector<double> residuals, const std::vector<double> &values, double zero,
                             double largest);

} // namespace athanor::slepc

#endif
