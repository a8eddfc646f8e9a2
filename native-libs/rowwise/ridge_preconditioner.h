/*
 * An approximate inverse of a'a + lambda I, for conjugate gradients: of its diagonal, or, where a is narrow enough
 * for a Gram matrix on one rank, of all of it. Then a single application solves the normal equations up to rounding.
 */
#ifndef ATHANOR_ROWWISE_RIDGE_PRECONDITIONER_H
#define ATHANOR_ROWWISE_RIDGE_PRECONDITIONER_H

#include "panel.h"
#include "regression.h"

namespace athanor::rowwise {

class RidgePreconditioner {
 public:
  /* The diagonal, which is known. */
  explicit RidgePreconditioner(const Regression &regression);

  /*
   * Collective, one pass over a and b: Cholesky's factor of a'a + lambda I, of columns scaled to unit length, on rank
   * 0. A matrix that is singular to working precision gets a little more on its diagonal. Returns a'b, n x p, on
   * every rank. Cost: rows n (n + 2 p) + n^3 / 3 flops. Memory: n^2 doubles on every rank, 2 n^2 on rank 0.
   */
  std::vector<double> factor(Session &session, Regression &regression, Stage stage);

  /* Collective: the panel times the approximate inverse, in place, with the same bits on every rank. */
  void apply(const Group &group, Panel &panel) const;

  bool factored() const { return factored_; }
  /* Whether the factor needed more on its diagonal: many x minimise, or nearly so. */
  bool singular() const { return singular_; }

 private:
  void decompose(std::vector<double> gram);

  std::vector<double> scale_; /* one over the root of the diagonal */
  std::vector<double> r_;     /* on rank 0 */
  bool factored_ = false;
  bool singular_ = false;
};

} // namespace athanor::rowwise

#endif
