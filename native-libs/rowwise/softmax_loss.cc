#include "softmax_loss.h"

#include <algorithm>
#include <cmath>

namespace athanor::rowwise {
namespace {

/* One column: log(1 + exp(-margin)) for class 1, log(1 + exp(margin)) for class 0. No exponential overflows. */
double binary_row(int32_t label, double *margin) {
  const double against = label == 1 ? -*margin : *margin, small = std::exp(-std::fabs(against));
  const double wrong = (against >= 0 ? 1 : small) / (1 + small);
  *margin = label == 1 ? -wrong : wrong;
  return std::max(against, 0.0) + std::log1p(small);
}

double softmax_row(int64_t columns, int32_t label, double *margins) {
  const double largest = *std::max_element(margins, margins + columns);
  const double own = margins[label] - largest;
  double sum = 0;
  for (int64_t c = 0; c < columns; ++c) {
    margins[c] = std::exp(margins[c] - largest);
    sum += margins[c];
  }
  for (int64_t c = 0; c < columns; ++c) margins[c] /= sum;
  /* 1 - p as the sum of the others' probabilities: p near 1 would leave no digits of it. */
  double others = 0;
  for (int64_t c = 0; c < columns; ++c)
    if (c != label) others += margins[c];
  margins[label] = -others;
  return std::log(sum) - own;
}

} // namespace

double to_residuals(const LogisticModel &model, const int32_t *labels, int64_t rows, double *margins) {
  double loss = 0;
  for (int64_t i = 0; i < rows; ++i, margins += model.width)
    loss += model.columns == 1 ? binary_row(labels[i], margins) : softmax_row(model.columns, labels[i], margins);
  return loss;
}

} // namespace athanor::rowwise
