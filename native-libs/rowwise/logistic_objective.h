/*
 * f(x) = mean of the rows' losses + lambda / 2 |x|^2, with its gradient, in one pass over A: the margins of a block,
 * its residuals and its share of the gradient follow each other while the block is in cache.
 *
 * Rank 0 minimises and the other ranks serve it: what is decided is decided once. Cost of an evaluation: 4 rows
 * features width flops, two messages of length() doubles. Memory: 2 length() doubles and a block of margins a rank.
 */
#ifndef ATHANOR_ROWWISE_LOGISTIC_OBJECTIVE_H
#define ATHANOR_ROWWISE_LOGISTIC_OBJECTIVE_H

#include <vector>

#include "row_pass.h"
#include "softmax_loss.h"

namespace athanor::rowwise {

class LogisticObjective {
 public:
  LogisticObjective(Session &session, RowSource &source, const std::vector<int32_t> &labels,
                    const LogisticModel &model);

  /* On rank 0 only, while the others serve(): f(x), and its gradient. `stage` is where the job is then. Throws
   * Cancelled on every rank. */
  double evaluate(const std::vector<double> &x, Stage stage, std::vector<double> &gradient);
  /* On rank 0 only: the others' serve() returns. */
  void release();
  /* On the other ranks. */
  void serve();

  /* Local: adds the gradient of these rows' losses to `gradient` and returns the sum of the losses. */
  double add_rows(const double *x, const int32_t *labels, const Block &block, int64_t rows, double *gradient);

 private:
  void sweep(Stage stage);

  Session &session_;
  RowSource &source_;
  const std::vector<int32_t> &labels_;
  const LogisticModel &model_;
  std::vector<double> order_; /* the coefficients, and whether there is another pass */
  std::vector<double> sums_;  /* the gradient, and the loss */
  std::vector<double> margins_;
};

} // namespace athanor::rowwise

#endif
