#include "truncated_svd.h"

#include "certificate.h"
#include "json_text.h"
#include "timings_json.h"
#include "prepare.h"
#include "report.h"
#include "row_writer.h"
#include "svd_solver.h"

namespace athanor::slepc {
namespace {

struct Measured {
  std::vector<double> left;  /* ||A v - sigma u|| */
  std::vector<double> right; /* ||A'u - sigma v|| */
  double orthogonality_u;
  double orthogonality_v;
};

Measured measure(Session &session, RowSource &source, const RowRanges &columns, const Triplets &triplets) {
  BothProducts both = both_products(session, source, columns, triplets.u, triplets.v, {"certify", 0.95, 1});
  return {residuals(std::move(both.av), triplets.u, triplets.sigma),
          residuals(std::move(both.atu), triplets.v, triplets.sigma), orthogonality(triplets.u),
          orthogonality(triplets.v)};
}

Triplets zero_triplets(const Session &session, const RowSource &source, const RowRanges &columns, int64_t k) {
  const int64_t rows = source.rows(), rank = session.group.rank(), cols = columns.count(static_cast<int>(rank));
  return {{session.group, source.first_row(), rows, k, std::vector<double>(static_cast<size_t>(rows * k))},
          {session.group, columns.begin(static_cast<int>(rank)), cols, k,
           std::vector<double>(static_cast<size_t>(cols * k))},
          std::vector<double>(static_cast<size_t>(k))};
}

/* Leaves PETSc's objects and communicator behind it gone. */
void solve(Session &session, RowSource &source, const RowRanges &columns, const std::string &method,
           const SolverLimits &limits, Triplets &triplets) {
  const JobComm comm(session);
  RowsProduct product(session, source, columns);
  if (method == "cross") return solve_cross(comm, session, product, source, limits, triplets);
  solve_trlanczos(comm, session, product, limits, triplets);
}

std::string report(const Session &session, const SolverLimits &limits, const Triplets &triplets,
                   const Measured &measured, double unscale, bool strict, const std::string &method) {
  auto scaled = [unscale](std::vector<double> values) {
    for (double &value : values) value *= unscale;
    return list(values);
  };
  const std::vector<double> &sigma = triplets.sigma;
  const double zero = limits.tolerance.floor * sigma.front();
  const std::vector<double> left = relative(measured.left, sigma, zero, sigma.front());
  const std::vector<double> right = relative(measured.right, sigma, zero, sigma.front());
  Verdict verdict{
      0, std::max(*std::max_element(left.begin(), left.end()), *std::max_element(right.begin(), right.end()))};
  for (size_t i = 0; i < sigma.size(); ++i)
    verdict.open += !(std::max(measured.left[i], measured.right[i]) <= limits.tolerance.bound(sigma[i], sigma.front()));
  const auto rank = std::count_if(sigma.begin(), sigma.end(), [zero](double s) { return s > zero; });
  const char *mend = method == "cross" ? "; method trlanczos finds smaller values" : "";
  const std::string warnings =
      warnings_or_error(verdict, limits, triplets.iterations, strict, "triplets", mend);
  const std::string converged = verdict.open == 0 ? "true" : "false";
  JsonObject certificate;
  certificate.add("leftResiduals", scaled(measured.left)).add("rightResiduals", scaled(measured.right));
  certificate.add("relativeLeft", list(left)).add("relativeRight", list(right));
  certificate.add("residual", number(verdict.residual));
  certificate.add("orthogonalityU", number(measured.orthogonality_u));
  certificate.add("orthogonalityV", number(measured.orthogonality_v));
  certificate.add("passes", std::to_string(session.passes)).add("effectiveRank", std::to_string(rank));
  certificate.add("iterations", std::to_string(triplets.iterations)).add("tol", number(limits.tolerance.tol));
  certificate.add("converged", converged).add("method", "\"" + method + "\"");
  JsonObject result;
  result.add("singularValues", scaled(sigma)).add("certificate", certificate.text());
  result.add("converged", converged).add("warnings", warnings).add("timings", timings_json(session));
  return result.text();
}

} // namespace

void truncated_svd(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const SolverLimits limits{
      param<int64_t>(run, "k"), {param<double>(run, "tol")}, param<int64_t>(run, "maxIterations")};
  const std::string method = param<std::string>(run, "method");
  Session session(run);
  RowSource source(a);
  const bool zero = !prepare(session, source, {"check", 0, 0.1});
  const RowRanges columns = even_ranges(a.cols, session.group.size());
  Triplets triplets = zero_triplets(session, source, columns, limits.k);
  if (zero) {
    orthonormalize(triplets.u, 0);
    orthonormalize(triplets.v, 0);
  } else {
    solve(session, source, columns, method, limits, triplets);
  }
  const std::vector<double> flips = signs(triplets.v);
  scale_columns(triplets.u, flips);
  scale_columns(triplets.v, flips);
  const Measured measured = measure(session, source, columns, triplets);
  const double unscale = 1 / source.scale();
  const std::string json =
      report(session, limits, triplets, measured, unscale, param<bool>(run, "strict"), method);
  RowWriter(run, "u", triplets.u.rows, limits.k, a.dtype).write(triplets.u.values.data(), triplets.u.rows);
  RowWriter(run, "v", triplets.v.rows, limits.k, a.dtype).write(triplets.v.values.data(), triplets.v.rows);
  for (double &value : triplets.sigma) value *= unscale;
  write_column(run, "s", triplets.sigma);
  run->result_json(run, json.c_str());
}

} // namespace athanor::slepc
