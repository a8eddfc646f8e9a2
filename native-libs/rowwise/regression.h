/*
 * The two sides of a linear model, a x + intercept = b, ready for passes: rows that belong together, every entry
 * finite, columns centred where there is an intercept, and entries scaled by powers of two where their squares would
 * leave the range of a double. Solvers see the scaled problem; unscaled() leads back.
 */
#ifndef ATHANOR_ROWWISE_REGRESSION_H
#define ATHANOR_ROWWISE_REGRESSION_H

#include <vector>

#include "design.h"

namespace athanor::rowwise {

class Regression {
 public:
  struct Options {
    bool intercept;
    double penalty; /* lambda; 0: none */
    FeatureOptions features;
  };

  /* Collective: one pass over a and one over b. Throws ATHANOR_NOT_FINITE, and ATHANOR_INVALID_ARGUMENT unless both
   * have the same rows. */
  Regression(Session &session, const athanor_matrix &a, const athanor_matrix &b, const Options &options);

  Design &a() { return a_; }
  RowSource &b() { return b_; }
  int64_t unknowns() const { return a_.cols(); }
  int64_t targets() const { return b_.cols(); }

  /* Of the scaled problem: norms of columns, and of all of a; lambda. */
  const std::vector<double> &column_norms() const { return a_norms_; }
  const std::vector<double> &target_norms() const { return b_norms_; }
  double norm() const { return norm_; }
  double penalty() const { return penalty_; }

  /* The caller's x, residual and a'-residual, in place from those of the scaled problem. */
  void unscale_solution(std::vector<double> &x) const { shift_exponents(x, a_exponent_ - b_exponent_); }
  void unscale_residuals(std::vector<double> &norms) const { shift_exponents(norms, -b_exponent_); }
  void unscale_gradients(std::vector<double> &norms) const { shift_exponents(norms, -a_exponent_ - b_exponent_); }
  /* One per column of b, for the caller's x: mean of b less that of a x; zeros where the model has none. */
  std::vector<double> intercepts(const std::vector<double> &x) const;

 private:
  void inspect_rows(Session &session, const Options &options);
  void inspect_features(Session &session, const Options &options);
  void inspect_targets(Session &session, const Options &options);
  static void shift_exponents(std::vector<double> &values, int by);

  Design a_;
  RowSource b_;
  std::vector<double> a_mean_, b_mean_; /* empty without an intercept */
  std::vector<double> a_norms_, b_norms_;
  int a_exponent_ = 0, b_exponent_ = 0; /* entries are multiplied by two to these */
  double norm_ = 0;
  double penalty_;
};

} // namespace athanor::rowwise

#endif
