#include "pca.h"

#include <cmath>
#include <optional>
#include <utility>

#include "centred_gram.h"
#include "column_means.h"
#include "factorize.h"
#include "json_text.h"
#include "row_writer.h"

namespace athanor::rowwise {
namespace {

void check_rows(int64_t rows) {
  if (rows < 2)
    throw Error("ATHANOR_INVALID_ARGUMENT", "a has " + std::to_string(rows) + " rows; a variance needs at least 2");
}

/* The column means, and where they come with it the Gram matrix of the centred rows. */
struct Centre {
  std::vector<double> mean;
  bool mild;
  std::optional<ApproximateGram> gram;
};

Centre find_centre(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options) {
  if (options.method == Method::gram && a.rows >= a.cols && sliced_gram_pays(a.rows, a.cols, options))
    if (std::optional<CentredGram> found = centred_gram(session, source))
      return {std::move(found->mean), found->mild, std::move(found->sums)};
  return {column_means(session, source, {"mean", 0, 0}), false, std::nullopt};
}

/* scores = U diag(sigma), a block at a time. */
void write_scores(athanor_run *run, const Factorisation &factorisation, const std::vector<double> &sigma,
                  athanor_dtype dtype) {
  const std::vector<double> &u = factorisation.left();
  const int64_t k = static_cast<int64_t>(sigma.size()), rows = static_cast<int64_t>(u.size()) / k;
  const int64_t height = RowSource::block_rows(k);
  RowWriter writer(run, "scores", rows, k, dtype);
  std::vector<double> scores;
  for (int64_t row = 0; row < rows; row += height) {
    const int64_t count = std::min(height, rows - row);
    scores.assign(u.begin() + row * k, u.begin() + (row + count) * k);
    for (int64_t i = 0; i < count; ++i)
      for (int64_t j = 0; j < k; ++j) scores[static_cast<size_t>(i * k + j)] *= sigma[static_cast<size_t>(j)];
    writer.write(scores.data(), count);
  }
}

/* sigma^2 / sum of squares: each component's part of the whole variance. 0 where there is none. */
std::vector<double> ratios(const Factorisation &factorisation) {
  std::vector<double> result;
  for (const double sigma : factorisation.found.triplets.sigma)
    result.push_back(factorisation.sum_squares > 0 ? sigma * sigma / factorisation.sum_squares : 0);
  return result;
}

} // namespace

void pca(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  check_rows(a.rows);
  const SvdOptions options = read_options(run, a);
  Session session(run);
  RowSource source(a);
  Centre centre = find_centre(session, source, a, options);
  const std::vector<double> &mean = centre.mean;
  source.set_shift(mean);
  if (centre.mild) source.set_shift_mild();
  const Factorisation factorisation =
      factorize(session, source, a, options, centre.gram.has_value() ? &*centre.gram : nullptr);
  const Report report = checked_report(session, options, factorisation);

  const double spread = std::sqrt(static_cast<double>(a.rows - 1));
  std::vector<double> sigma = factorisation.found.triplets.sigma, variance;
  for (double &value : sigma) {
    value *= factorisation.unscale;
    variance.push_back(value / spread * (value / spread));
  }
  const double total = std::sqrt(factorisation.sum_squares) * factorisation.unscale / spread;
  const std::vector<double> &components = factorisation.right();
  const int64_t own = static_cast<int64_t>(components.size()) / options.k;
  RowWriter(run, "components", own, options.k, a.dtype).write(components.data(), own);
  write_scores(run, factorisation, sigma, a.dtype);
  write_column(run, "mean", mean);
  write_column(run, "explainedVariance", variance);
  const std::string more = "{\"explainedVariance\":" + list(variance) + ",\"explainedVarianceRatio\":" +
                           list(ratios(factorisation)) + ",\"totalVariance\":" + number(total * total) + ",";
  run->result_json(run, (more + report.json.substr(1)).c_str());
}

} // namespace athanor::rowwise
