/*
 * R and Q'b of a tall matrix with right-hand sides, a = Q R, rows coming a block at a time: new rows are stacked under the
 * R so far and the stack is factored again (TSQR with a flat tree: Demmel, Grigori, Hoemmen, Langou 2012). Nothing as
 * tall as a is kept, and what of b lies outside the range of a is known by its norms.
 * Cost: about 2.4 rows n^2 + 5 rows n p flops. Memory: 5 (n^2 + n p) doubles.
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
  /* Factors what has come: only then do r() and qtb() hold r_rows() <= n rows. */
  void fold();
  /* Collective: every rank's factors go into that of rank 0, folded; elsewhere nothing is left that counts. */
  void reduce(const Group &group);

  int64_t r_rows() const { return filled_; }
  const double *r() const { return a_.data(); }   /* r_rows() x n, upper trapezoidal */
  const double *qtb() const { return b_.data(); } /* r_rows() x p */
  /* Of each column of b: the square of the norm of what is outside the range of a. */
  const std::vector<double> &outside() const { return outside_; }

 private:
  int64_t n_;
  int64_t p_;
  int64_t capacity_;
  int64_t filled_ = 0;
  std::vector<double> a_;
  std::vector<double> b_;
  std::vector<double> outside_;
};

} // namespace athanor::rowwise

#endif
