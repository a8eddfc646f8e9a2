/*
 * R and Q'b of a tall matrix with right-hand sides, a = Q R, rows coming a block at a time: new rows are stacked
 * under the R so far and the stack is factored again (TSQR with a flat tree: Demmel, Grigori, Hoemmen, Langou 2012).
 * Nothing as tall as a is kept. Cost: about 2.4 rows n^2 + 5 rows n p flops. Memory: 5 (n^2 + n p) doubles.
 */
#ifndef ATHANOR_ROWWISE_STACKED_QR_H
#define ATHANOR_ROWWISE_STACKED_QR_H

#include <vector>

#include "group.h"
#include "row_source.h"

namespace athanor::rowwise {

class StackedQr {
 public:
  StackedQr(int64_t n, int64_t p);

  void add(const Block &a, const Block &b, int64_t rows);
  /* Factors what has come. */
  void fold();
  /* Collective: every rank's factors go into that of rank 0, folded; elsewhere nothing is left that counts. */
  void reduce(const Group &group);

  /* R, upper trapezoidal with at most n rows, and as many rows of Q'b. Taken out at the end: the stack is gone then. */
  std::vector<double> take_r() { return take(a_, n_); }
  std::vector<double> take_qtb() { return take(b_, p_); }

 private:
  std::vector<double> take(std::vector<double> &stack, int64_t cols) const;

  int64_t n_;
  int64_t p_;
  int64_t capacity_;
  int64_t filled_ = 0;
  std::vector<double> a_;
  std::vector<double> b_;
};

} // namespace athanor::rowwise

#endif
