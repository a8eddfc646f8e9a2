/*
 * QR factorisation of a distributed tall and skinny matrix, B = Q R, with Q kept as Householder vectors: chunks of
 * rows are factored on their own, their R factors stacked and factored in turn, first within a rank, then on rank
 * 0 (TSQR: Demmel, Grigori, Hoemmen, Langou 2012). Orthogonal to working precision whatever B's condition.
 * Cost: about 2 rows n^2 flops, one gather of an n x n matrix per rank.
 */
#ifndef ATHANOR_ROWWISE_TSQR_H
#define ATHANOR_ROWWISE_TSQR_H

#include <algorithm>
#include <memory>
#include <vector>

#include "group.h"

namespace athanor::rowwise {

/* The factorisation within one process. */
class LocalTsqr {
 public:
  /* matrix: row-major rows x n, kept and overwritten. */
  LocalTsqr(int64_t rows, int64_t n, std::vector<double> matrix);

  int64_t r_rows() const { return std::min(rows_, n_); }
  /* r_rows() x n, row-major. */
  const std::vector<double> &r() const { return r_; }
  /* The row-major rows x k matrix Q c, for c with r_rows() rows. */
  std::vector<double> apply(const double *c, int64_t k) const;

 private:
  struct Chunk {
    int64_t first_row;
    int64_t rows;
    std::vector<double> tau;
  };

  int64_t rows_;
  int64_t n_;
  std::vector<double> matrix_;
  std::vector<Chunk> chunks_;
  std::unique_ptr<LocalTsqr> stacked_; /* the chunks' R factors, when there are several chunks */
  std::vector<double> r_;
};

/* The factorisation over a group. Construction and apply() are collective. The whole matrix has at least n rows. */
class Tsqr {
 public:
  Tsqr(const Group &group, int64_t own_rows, int64_t n, std::vector<double> matrix);

  /* n x n, row-major; on rank 0, empty elsewhere. */
  std::vector<double> r() const { return top_ ? top_->r() : std::vector<double>(); }
  /* Own rows of Q c, for an n x k matrix c on rank 0 (ignored elsewhere). */
  std::vector<double> apply(const std::vector<double> &c, int64_t k) const;

 private:
  const Group &group_;
  LocalTsqr local_;
  std::vector<int64_t> r_rows_; /* of every rank */
  std::unique_ptr<LocalTsqr> top_;
};

} // namespace athanor::rowwise

#endif
