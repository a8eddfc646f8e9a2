/*
 * Products of vectors with the rows of A where they are, by BLAS' gemv: nothing of A is copied. Each is one pass over A
 * and collective.
 *
 * Vectors of A's row side are distributed like A's rows, in stored order; those of its column side by `columns`, of
 * which every rank gathers the whole.
 */
#ifndef ATHANOR_SLEPC_ROWS_PRODUCT_H
#define ATHANOR_SLEPC_ROWS_PRODUCT_H

#include "row_source.h"
#include "session.h"

namespace athanor::slepc {

class RowsProduct {
 public:
  /* `places`: the column that belongs to each entry of the column side, where those are not in A's order; or empty. */
  RowsProduct(Session &session, RowSource &source, RowRanges columns, std::vector<int64_t> places = {});

  /* y = A x, y = A' x, y = A' A x. Throw Cancelled on every rank. */
  void multiply(const double *x, double *y);
  void multiply_transposed(const double *x, double *y);
  void multiply_cross(const double *x, double *y);

  int64_t own_rows() const { return source_.rows(); }
  int64_t own_columns() const { return columns_.count(session_.group.rank()); }
  const RowRanges &columns() const { return columns_; }
  Session &session() const { return session_; }

 private:
  template <class Use>
  void pass(const Use &use);
  void gather(const double *x);

  Session &session_;
  RowSource &source_;
  RowRanges columns_;
  std::vector<int64_t> places_;
  int64_t height_;
  std::vector<double> whole_; /* a vector of the column side, in A's order */
  std::vector<double> partial_;
  std::vector<double> block_;
};

} // namespace athanor::slepc

#endif
