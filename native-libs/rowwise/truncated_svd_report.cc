#include "truncated_svd_report.h"

#include <algorithm>
#include <cmath>

#include "timings_json.h"

namespace athanor::rowwise {
namespace {

std::vector<double> scaled(std::vector<double> values, double factor) {
  for (double &value : values) value *= factor;
  return values;
}

/* Divided by sigma, or by sigma_1 where sigma counts as zero; all zero for the zero matrix. */
std::vector<double> relative(std::vector<double> residuals, const std::vector<double> &sigma, double zero) {
  for (size_t i = 0; i < residuals.size(); ++i) {
    const double by = sigma[i] > zero ? sigma[i] : sigma.front();
    residuals[i] = by > 0 ? residuals[i] / by : residuals[i];
  }
  return residuals;
}

} // namespace

Report make_report(const Session &session, const SvdOptions &options, const Certified &found, bool transposed,
                   double unscale, const char *method) {
  const Certificate &c = found.certificate;
  const std::vector<double> &sigma = found.triplets.sigma;
  const double zero = options.tolerance.floor(sigma);
  const std::vector<double> &left = transposed ? c.short_residuals : c.long_residuals;
  const std::vector<double> &right = transposed ? c.long_residuals : c.short_residuals;
  const std::vector<double> relative_left = relative(left, sigma, zero), relative_right = relative(right, sigma, zero);

  Report report{};
  report.residual = std::max(*std::max_element(relative_left.begin(), relative_left.end()),
                             *std::max_element(relative_right.begin(), relative_right.end()));
  report.open = static_cast<int64_t>(unconverged(c, sigma, options.tolerance).size());
  const auto rank = std::count_if(sigma.begin(), sigma.end(), [zero](double s) { return s > zero; });
  const std::string converged = found.converged ? "true" : "false";
  std::string warnings = "[";
  if (!found.converged)
    warnings += std::string(1, '"') + std::to_string(report.open) + " of " + std::to_string(sigma.size()) +
                " triplets did not reach tol " + number(options.tolerance.tol) + " in " +
                std::to_string(session.passes) + " passes; the largest relative residual is " +
                number(report.residual) + "\"";
  warnings += "]";

  report.json = "{\"singularValues\":" + list(scaled(sigma, unscale)) +
                ",\"certificate\":{\"leftResiduals\":" + list(scaled(left, unscale)) +
                ",\"rightResiduals\":" + list(scaled(right, unscale)) + ",\"relativeLeft\":" + list(relative_left) +
                ",\"relativeRight\":" + list(relative_right) + ",\"residual\":" + number(report.residual) +
                ",\"orthogonalityU\":" + number(transposed ? c.orthogonality_v : c.orthogonality_u) +
                ",\"orthogonalityV\":" + number(transposed ? c.orthogonality_u : c.orthogonality_v) +
                ",\"passes\":" + std::to_string(session.passes) + ",\"effectiveRank\":" + std::to_string(rank) +
                ",\"tol\":" + number(options.tolerance.tol) + ",\"converged\":" + converged + ",\"method\":\"" +
                method + "\",\"blockSize\":" + std::to_string(options.block) +
                ",\"seed\":" + std::to_string(options.seed) + "},\"converged\":" + converged +
                ",\"warnings\":" + warnings + ",\"timings\":" + timings_json(session) + "}";
  return report;
}

} // namespace athanor::rowwise
