/*
 * Random Fourier features (Rahimi, Recht 2007): z(x) = sqrt(2 / D) cos(x W + c), with normal W and uniform c, so that
 * z(x)'z(y) approximates the Gaussian kernel exp(-gamma |x - y|^2) with an error of about 1 / sqrt(D). Rows are
 * expanded a block at a time where they are; W and c depend on the seed alone, so every rank makes the same ones.
 */
#ifndef ATHANOR_ROWWISE_RANDOM_FEATURES_H
#define ATHANOR_ROWWISE_RANDOM_FEATURES_H

#include <vector>

#include "row_pass.h"

namespace athanor::rowwise {

/* The parameters `features`, `gamma` and `seed`; none where count is 0. */
struct FeatureOptions {
  int64_t count = 0;
  double gamma = 1;
  int64_t seed = 1;
};

FeatureOptions read_feature_options(athanor_run *run);

class RandomFeatures {
 public:
  /* Of rows with n entries. Memory: n count doubles. */
  RandomFeatures(int64_t n, const FeatureOptions &options);

  int64_t count() const { return static_cast<int64_t>(offsets_.size()); }
  /* The rows' features. Valid until the next call. 2 rows n count flops and as many cosines as entries. */
  Block expand(const Block &raw, int64_t rows);
  /* Collective, after a pass: throws ATHANOR_INVALID_ARGUMENT if x W left the range of a double. */
  void require_in_range(const Group &group) const;

 private:
  int64_t n_;
  std::vector<double> weights_; /* n x count */
  std::vector<double> offsets_;
  std::vector<double> expanded_;
  bool in_range_ = true;
};

} // namespace athanor::rowwise

#endif
