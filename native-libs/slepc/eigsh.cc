#include "eigsh.h"

#include "certificate.h"
#include "eigen_solver.h"
#include "json_text.h"
#include "timings_json.h"
#include "prepare.h"
#include "report.h"
#include "row_places.h"
#include "row_writer.h"
#include "symmetry.h"

namespace athanor::slepc {
namespace {

EPSWhich parse_which(const std::string &name) {
  if (name == "largest") return EPS_LARGEST_REAL;
  if (name == "smallest") return EPS_SMALLEST_REAL;
  return EPS_LARGEST_MAGNITUDE;
}

struct Measured {
  std::vector<double> residuals;
  double orthogonality;
};

/* ||A x - lambda x|| for each pair, from a pass over A. */
Measured measure(Session &session, RowSource &source, const RowPlaces &places, const Vectors &x,
                 const std::vector<double> &values) {
  std::vector<double> stored(static_cast<size_t>(source.cols() * x.count)), whole(stored.size());
  session.group.gather_rows(x.values.data(), places.ranges, x.count, stored.data());
  for (size_t i = 0; i < places.places.size(); ++i)
    std::copy_n(stored.begin() + static_cast<int64_t>(i) * x.count, x.count,
                whole.begin() + places.places[i] * x.count);
  stored = {};
  return {residuals(product(session, source, whole, x.count, {"certify", 0.9, 1}), x, values), orthogonality(x)};
}

std::string report(const Session &session, const SolverLimits &limits, const EigenPairs &pairs,
                   const Measured &measured, double unscale, bool strict) {
  auto scaled = [unscale](std::vector<double> values) {
    for (double &value : values) value *= unscale;
    return list(values);
  };
  const double zero = limits.tolerance.floor * pairs.largest;
  const std::vector<double> over = relative(measured.residuals, pairs.values, zero, pairs.largest);
  Verdict verdict{0, *std::max_element(over.begin(), over.end())};
  for (size_t i = 0; i < pairs.values.size(); ++i)
    verdict.open += !(measured.residuals[i] <= limits.tolerance.bound(pairs.values[i], pairs.largest));
  const std::string warnings = warnings_or_error(verdict, limits, pairs.iterations, strict, "eigenvalues");
  const std::string converged = verdict.open == 0 ? "true" : "false";
  JsonObject certificate;
  certificate.add("residuals", scaled(measured.residuals)).add("relative", list(over));
  certificate.add("residual", number(verdict.residual)).add("orthogonality", number(measured.orthogonality));
  certificate.add("norm", number(pairs.largest * unscale)).add("passes", std::to_string(session.passes));
  certificate.add("iterations", std::to_string(pairs.iterations)).add("tol", number(limits.tolerance.tol));
  certificate.add("converged", converged);
  JsonObject result;
  result.add("eigenvalues", scaled(pairs.values)).add("certificate", certificate.text());
  result.add("converged", converged).add("warnings", warnings).add("timings", timings_json(session));
  return result.text();
}

void refuse_missing_rows(const athanor_matrix &a) {
  if (a.rows == a.matrix_rows) return;
  throw Error("ATHANOR_INVALID_ARGUMENT", "input a has " + std::to_string(a.matrix_rows - a.rows) +
                                              " rows that are missing, to mean zero; eigsh works on stored "
                                              "rows. Upload them as zeros");
}

} // namespace

void eigsh(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const SolverLimits limits{
      param<int64_t>(run, "k"), {param<double>(run, "tol")}, param<int64_t>(run, "maxIterations")};
  const EPSWhich which = parse_which(param<std::string>(run, "which"));
  refuse_missing_rows(a);
  Session session(run);
  require_symmetric(session, a, {"symmetry", 0, 0.05});
  RowSource source(a);
  prepare(session, source, {"check", 0.05, 0.1});
  const RowPlaces places = row_places(session.group, a);
  EigenPairs pairs;
  {
    const JobComm comm(session);
    RowsProduct rows(session, source, places.ranges, places.places);
    pairs = solve_eigen(comm, session, rows, ShellKind::symmetric, which, limits);
  }
  Vectors x{session.group, source.first_row(), source.rows(), limits.k, std::move(pairs.vectors)};
  scale_columns(x, signs(x));
  const Measured measured = measure(session, source, places, x, pairs.values);
  const double unscale = 1 / source.scale();
  const std::string json = report(session, limits, pairs, measured, unscale, param<bool>(run, "strict"));
  for (double &value : pairs.values) value *= unscale;
  write_column(run, "values", pairs.values);
  RowWriter(run, "vectors", source.rows(), limits.k, a.dtype).write(x.values.data(), source.rows());
  run->result_json(run, json.c_str());
}

} // namespace athanor::slepc
