/*
 * The matrix that a linear model multiplies, a block of rows at a time: the input itself, or random features of its
 * rows, less column means where they are set. Nothing of it is kept.
 */
#ifndef ATHANOR_ROWWISE_DESIGN_H
#define ATHANOR_ROWWISE_DESIGN_H

#include <memory>

#include "random_features.h"

namespace athanor::rowwise {

class Design {
 public:
  Design(const athanor_matrix &matrix, const FeatureOptions &options) : source_(matrix) {
    if (options.count > 0) features_ = std::make_unique<RandomFeatures>(matrix.cols, options);
  }

  RowSource &source() { return source_; }
  RandomFeatures *features() { return features_.get(); }
  int64_t rows() const { return source_.rows(); }
  int64_t cols() const { return features_ ? features_->count() : source_.cols(); }
  /* Rows per block such that input and features stay in cache together. */
  int64_t block_rows() const { return RowSource::block_rows(std::max(cols(), source_.cols())); }

  /* Subtracted from every row from now on. */
  void set_mean(std::vector<double> mean);
  /* The rows of the matrix that a block of the input's rows makes. Valid until the next call. */
  Block of(const Block &raw, int64_t rows);

 private:
  RowSource source_;
  std::unique_ptr<RandomFeatures> features_;
  std::vector<double> mean_;    /* of the features; the source subtracts its own */
  std::vector<double> centred_;
};

/* Collective, one pass: use(row, rows, block) as row_pass does, with blocks of the design. */
template <class Use>
void design_pass(Session &session, Design &design, int64_t height, Stage stage, const Use &use) {
  row_pass(session, design.source(), height, stage,
           [&](int64_t row, int64_t rows, const Block &raw) { use(row, rows, design.of(raw, rows)); });
}

} // namespace athanor::rowwise

#endif
