#include "logistic_objective.h"

#include "kernel.h"

namespace athanor::rowwise {

LogisticObjective::LogisticObjective(Session &session, RowSource &source, const std::vector<int32_t> &labels,
                                     const LogisticModel &model)
    : session_(session), source_(source), labels_(labels), model_(model) {
  order_.resize(static_cast<size_t>(model.length() + 1));
  sums_.resize(order_.size());
}

double LogisticObjective::evaluate(const std::vector<double> &x, Stage stage, std::vector<double> &gradient) {
  const int64_t penalised = model_.features * model_.width;
  std::copy(x.begin(), x.end(), order_.begin());
  order_.back() = 1;
  sweep(stage);
  const double share = 1 / static_cast<double>(model_.rows);
  double squares = 0;
  for (int64_t i = 0; i < model_.length(); ++i) {
    const size_t at = static_cast<size_t>(i);
    gradient[at] = sums_[at] * share;
    if (i >= penalised) continue;
    gradient[at] += model_.lambda * x[at];
    squares += x[at] * x[at];
  }
  return sums_.back() * share + model_.lambda / 2 * squares;
}

void LogisticObjective::release() {
  order_.back() = 0;
  session_.group.broadcast(order_.data(), model_.length() + 1);
}

void LogisticObjective::serve() {
  do sweep({"optimise", 0, 0});
  while (order_.back() != 0);
}

void LogisticObjective::sweep(Stage stage) {
  session_.group.broadcast(order_.data(), model_.length() + 1);
  if (order_.back() == 0) return;
  std::fill(sums_.begin(), sums_.end(), 0.0);
  row_pass(session_, source_, RowSource::block_rows(model_.features), stage,
           [&](int64_t row, int64_t rows, const Block &block) {
             sums_.back() += add_rows(order_.data(), labels_.data() + row, block, rows, sums_.data());
           });
  session_.group.sum_to_root(sums_.data(), model_.length() + 1);
}

double LogisticObjective::add_rows(const double *x, const int32_t *labels, const Block &block, int64_t rows,
                                   double *gradient) {
  const int64_t n = model_.features, width = model_.width;
  margins_.resize(static_cast<size_t>(std::max<int64_t>(rows, 1) * width));
  for (int64_t i = 0; i < rows; ++i) std::copy_n(x + n * width, width, margins_.begin() + i * width);
  kernel().multiply(block.data, block.stride, rows, n, x, width, margins_.data(), width, width);
  const double loss = to_residuals(model_, labels, rows, margins_.data());
  kernel().multiply_transposed(block.data, block.stride, rows, n, margins_.data(), width, gradient, width, width);
  if (!model_.intercept) return loss;
  double *sums = gradient + n * width;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t c = 0; c < model_.columns; ++c) sums[c] += margins_[static_cast<size_t>(i * width + c)];
  return loss;
}

} // namespace athanor::rowwise
