/*
 * Synchronous minibatch stochastic gradient descent with momentum on the logistic loss (Robbins and Monro 1951; Polyak
 * 1964; Bottou, Curtis, Nocedal 2018): each rank draws its share of a batch from its own rows, the gradients are
 * summed, and every rank takes the same step. Each epoch visits all rows once, in an order of its own. The step falls
 * linearly to 0.
 */
#ifndef ATHANOR_ROWWISE_MINIBATCH_SGD_H
#define ATHANOR_ROWWISE_MINIBATCH_SGD_H

#include <vector>

#include "logistic_objective.h"

namespace athanor::rowwise {

struct SgdOptions {
  int64_t batch_rows; /* over all ranks */
  int64_t epochs;
  int64_t seed;
  double rate; /* of the first step */
};

/* Collective: the coefficients, the same on every rank. Memory: 8 bytes for each of the rank's rows, its share of a
 * batch. */
std::vector<double> minibatch_sgd(Session &session, RowSource &source, const std::vector<int32_t> &labels,
                                  const LogisticModel &model, LogisticObjective &objective, const SgdOptions &options,
                                  Stage stage);

} // namespace athanor::rowwise

#endif
