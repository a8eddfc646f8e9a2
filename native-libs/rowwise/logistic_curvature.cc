#include "logistic_curvature.h"

#include <cmath>

#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Rows of the sample for each column: its A'A is then within a third of that of all rows, which is close enough. */
constexpr int64_t kSampleRows = 16;
/* The sample's A'A costs up to this many evaluations' products, and M's factor one rank's memory and time. */
constexpr int64_t kEvaluations = 16;
constexpr int64_t kMaxFeatures = 4096;
/* Added to the unit diagonal of the scaled M, so that it has a factor whatever the rank of A. */
constexpr double kJitter = 1e-10;
/* A mean square in here has products with itself within the range of a double. */
constexpr double kSafeLow = 1e-200;
constexpr double kSafeHigh = 1e200;

bool is_diagonal(const LogisticModel &model) {
  const double n = static_cast<double>(model.features), m = static_cast<double>(model.rows);
  const double sample = std::min(m, kSampleRows * n);
  return model.features > kMaxFeatures || sample * n > 4 * kEvaluations * m * static_cast<double>(model.width);
}

int64_t block_height(int64_t cols) {
  constexpr int64_t kBlockBytes = 4 << 20;
  return std::clamp<int64_t>(kBlockBytes / static_cast<int64_t>(sizeof(double)) / cols, 16, 960);
}

/* Sums over this rank's rows: of squares of each column over all of them, and over the sample its rows, its columns,
 * and their products. */
class Survey {
 public:
  Survey(const LogisticModel &model, bool gram) : n_(model.features), gram_(gram) {
    all.resize(static_cast<size_t>(n_));
    sample.resize(gram ? static_cast<size_t>((n_ + 1) * (n_ + 1)) : 0);
    products_.resize(gram ? static_cast<size_t>(n_ * n_) : 0);
    every_ = std::max<int64_t>(1, model.rows / (kSampleRows * n_));
  }

  void see(int64_t block_number, int64_t rows, const Block &block) {
    const bool sampled = gram_ && block_number % every_ == 0;
    for (int64_t i = 0; i < rows; ++i) {
      const double *row = block.data + i * block.stride;
      for (int64_t j = 0; j < n_; ++j) all[static_cast<size_t>(j)] += row[j] * row[j];
      for (int64_t j = 0; sampled && j < n_; ++j) ones()[j] += row[j];
    }
    if (!sampled) return;
    add_gram(block.data, block.stride, rows, n_, products_.data());
    ones()[n_] += static_cast<double>(rows);
  }

  /* Puts the products in their places: `sample` is then the upper triangle of (A 1)'(A 1). */
  void finish() {
    for (int64_t i = 0; gram_ && i < n_; ++i) {
      std::copy_n(products_.begin() + i * n_ + i, n_ - i, sample.begin() + i * (n_ + 1) + i);
      sample[static_cast<size_t>(i * (n_ + 1) + n_)] = ones()[i];
    }
  }

  std::vector<double> all;
  std::vector<double> sample;

 private:
  double *ones() { return sample.data() + n_ * (n_ + 1); } /* the last row, below the diagonal */

  int64_t n_;
  bool gram_;
  int64_t every_ = 1;
  std::vector<double> products_;
};

bool any_entry(RowSource &source) {
  for (int64_t row = 0; row < source.rows(); ++row) {
    const Block block = source.read(row, 1, 0, source.cols());
    if (std::any_of(block.data, block.data + source.cols(), [](double value) { return value != 0; })) return true;
  }
  return false;
}

/* Collective; entries are looked at once more only where all squares are zero. */
void check_range(const Group &group, RowSource &source, const std::vector<double> &mean_squares) {
  double largest = 0;
  for (const double value : mean_squares) largest = std::max(largest, value);
  if (largest > kSafeLow && largest < kSafeHigh) return;
  if (largest == 0 && !group.any(any_entry(source))) return;
  throw Error("ATHANOR_INVALID_ARGUMENT",
              std::string("the entries of a are too ") + (largest < 1 ? "small" : "large") +
                  ": squares of them leave the range of float64. Scale the columns first (standardize)");
}

} // namespace

LogisticCurvature::LogisticCurvature(Session &session, RowSource &source, const LogisticModel &model, Stage stage) {
  const int64_t n = model.features, height = block_height(n);
  Survey survey(model, !is_diagonal(model));
  checked_row_pass(session, source, height, stage, [&](int64_t row, int64_t rows, const Block &block) {
    survey.see(row / height, rows, block);
  });
  survey.finish();
  session.group.sum(survey.all.data(), n);
  session.group.sum_to_root(survey.sample.data(), static_cast<int64_t>(survey.sample.size()));
  mean_squares_ = std::move(survey.all);
  for (double &value : mean_squares_) value /= static_cast<double>(model.rows);
  check_range(session.group, source, mean_squares_);
  mean_squares_.push_back(1);
  if (session.group.root()) factor(model, std::move(survey.sample));
}

double LogisticCurvature::weight(const LogisticModel &model) {
  return model.columns == 1 ? 0.25 : 1 / static_cast<double>(model.columns);
}

void LogisticCurvature::factor(const LogisticModel &model, std::vector<double> sample) {
  const int64_t n = model.features, order = n + 1;
  for (int64_t j = 0; j <= n; ++j) {
    const double diagonal = weight(model) * mean_squares_[static_cast<size_t>(j)] + (j < n ? model.lambda : 0);
    scale_.push_back(diagonal > 0 ? 1 / std::sqrt(diagonal) : 1);
  }
  if (sample.empty()) return;
  const double share = weight(model) / std::max(sample.back(), 1.0);
  for (int64_t i = 0; i <= n; ++i)
    for (int64_t j = i; j <= n; ++j) {
      double &entry = sample[static_cast<size_t>(i * order + j)];
      entry *= share * scale_[static_cast<size_t>(i)] * scale_[static_cast<size_t>(j)];
      if (j == n && i < n && !model.intercept) entry = 0;
      /* The squares that the sample missed; where it has more than its share the surplus stays. */
      if (i == j) entry = std::max(entry + model.lambda * scale_[i] * scale_[i] * (i < n), 1.0) + kJitter;
    }
  factor_ = std::move(sample);
  if (cholesky(order, factor_.data()) != 0) factor_.clear();
}

double LogisticCurvature::mean_row_square() const {
  double sum = 0;
  for (const double value : mean_squares_) sum += value;
  return sum;
}

double LogisticCurvature::scaled_norm(const LogisticModel &model, const std::vector<double> &gradient) const {
  double norm = 0;
  for (int64_t j = 0; j <= model.features; ++j) {
    const double square = mean_squares_[static_cast<size_t>(j)], by = square > 0 ? std::sqrt(square) : 1;
    for (int64_t c = 0; c < model.columns; ++c)
      norm = std::max(norm, std::fabs(gradient[static_cast<size_t>(j * model.width + c)]) / by);
  }
  return norm;
}

void LogisticCurvature::precondition(const LogisticModel &model, std::vector<double> &gradient) const {
  auto rescale = [&] {
    for (size_t i = 0; i < gradient.size(); ++i) gradient[i] *= scale_[i / static_cast<size_t>(model.width)];
  };
  rescale();
  if (!factor_.empty()) solve_cholesky(model.features + 1, factor_.data(), model.columns, gradient.data(), model.width);
  rescale();
}

} // namespace athanor::rowwise
