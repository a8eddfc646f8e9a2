/* The logistic loss of a block of rows, and what it is the gradient of. Local to the rank; the block is in cache. */
#ifndef ATHANOR_ROWWISE_SOFTMAX_LOSS_H
#define ATHANOR_ROWWISE_SOFTMAX_LOSS_H

#include <cstdint>

namespace athanor::rowwise {

/* Two classes have one column of coefficients, whose positive margins mean class 1; more have a column each. */
struct LogisticModel {
  int64_t rows; /* of the whole matrix */
  int64_t features;
  int64_t classes;
  int64_t columns;
  int64_t width; /* columns as the kernels take them; those added are zero throughout */
  bool intercept;
  double lambda;

  /* Coefficients are (features + 1) x width, row-major; the last row is the intercept. */
  int64_t length() const { return (features + 1) * width; }
};

/* The sum of the rows' losses, log(sum of exp(margins)) - margin of the own class; `margins` (rows x model.width)
 * become residuals, probability less 1 for the own class and 0 for others, whose product with the rows is the
 * gradient. */
double to_residuals(const LogisticModel &model, const int32_t *labels, int64_t rows, double *margins);

} // namespace athanor::rowwise

#endif
