/*
 * What the first pass over A learns of it: the size of its columns, and a model of the Hessian of the logistic loss.
 *
 * The Hessian is A'DA / rows with weights p (1 - p) that differ by row and class. The model has one weight for all,
 * that of x = 0, where it is exact (1/4 for two classes, 1 / classes on what softmax can tell apart for more; Boehning
 * 1992 bounds the Hessian the same way): M = weight A'A / rows + lambda, one matrix for all classes. Minimising in its
 * metric undoes the correlation of columns and their scales. A'A is summed over a sample of row blocks, topped up on
 * the diagonal with the squares of what the sample missed. Where A'A is dear against passes M is diagonal.
 */
#ifndef ATHANOR_ROWWISE_LOGISTIC_CURVATURE_H
#define ATHANOR_ROWWISE_LOGISTIC_CURVATURE_H

#include <vector>

#include "row_pass.h"
#include "softmax_loss.h"

namespace athanor::rowwise {

class LogisticCurvature {
 public:
  /* Collective, one pass. Throws ATHANOR_NOT_FINITE, and ATHANOR_INVALID_ARGUMENT where squares of the entries leave
   * the range of a double, on every rank. Memory: (features + 1)^2 doubles where it is not diagonal. */
  LogisticCurvature(Session &session, RowSource &source, const LogisticModel &model, Stage stage);

  /* Weight of A'A / rows in M. */
  static double weight(const LogisticModel &model);
  /* Mean of the squares of the rows' norms; on every rank. */
  double mean_row_square() const;
  /* The largest entry of a gradient, each over the root mean square of its column (1 for the intercept). */
  double scaled_norm(const LogisticModel &model, const std::vector<double> &gradient) const;
  /* On rank 0 only: M^-1 of a gradient, in place. */
  void precondition(const LogisticModel &model, std::vector<double> &gradient) const;

 private:
  void factor(const LogisticModel &model, std::vector<double> sample);

  std::vector<double> mean_squares_; /* of each column, and the intercept's 1 */
  std::vector<double> scale_;        /* 1 / root of M's diagonal */
  std::vector<double> factor_;       /* of M, scaled to a unit diagonal; empty where M is diagonal */
};

} // namespace athanor::rowwise

#endif
