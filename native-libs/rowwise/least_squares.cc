#include "least_squares.h"

#include "convergence.h"
#include "json_text.h"
#include "lsqr.h"
#include "minimum_norm.h"
#include "row_writer.h"
#include "stacked_qr.h"

namespace athanor::rowwise {
namespace {

/* Columns up to which one rank's R is a matter of seconds, and the QR of a no more work than many iterations; the most
 * that are allowed. */
constexpr int64_t kTsqrColumns = 2048;
constexpr int64_t kMostTsqrColumns = 4096;

struct Job {
  Session &session;
  Regression &regression;
  athanor_dtype dtype;
};

struct Solution {
  std::vector<double> x; /* n x p, of the scaled problem; on every rank */
  std::vector<double> residuals, gradients;
  const char *method;
  int64_t rank = -1; /* unknown */
  int64_t iterations = 0;
  bool converged = true;
};

bool use_tsqr(const std::string &method, int64_t n) {
  if (method == "tsqr" && n > kMostTsqrColumns)
    throw Error("ATHANOR_INVALID_ARGUMENT", "method tsqr needs an a with at most " + std::to_string(kMostTsqrColumns) +
                                                " columns; this one has " + std::to_string(n) +
                                                ". Use method lsqr or auto");
  return method == "tsqr" || (method == "auto" && n <= kTsqrColumns);
}

/* rcond as numpy's default: what rounding of m or n products may leave of a singular value that is zero. */
double cutoff(double rcond, const athanor_matrix &a) {
  return rcond > 0 ? rcond : eps_of(a.dtype) * static_cast<double>(std::max(a.rows, a.cols));
}

/* R and Q'b on rank 0, in one pass. */
StackedQr factor(const Job &job) {
  Regression &regression = job.regression;
  const int64_t n = regression.unknowns(), p = regression.targets();
  StackedQr qr(n, p);
  design_pass(job.session, regression.a(), RowSource::block_rows(n + p), {"tsqr", 0.15, 0.8},
              [&](int64_t row, int64_t rows, const Block &block) {
                qr.add(block, regression.b().read(row, rows, 0, p), rows);
              });
  const PhaseTimer timer(job.session, "tsqr");
  qr.reduce(job.session.group);
  return qr;
}

/* The solution and the rank from rank 0's factors to all. */
void solve(const Job &job, StackedQr qr, double rcond, Solution &solution) {
  const Group &group = job.session.group;
  const int64_t n = job.regression.unknowns(), p = job.regression.targets();
  const PhaseTimer timer(job.session, "solve");
  MinimumNorm found{std::vector<double>(static_cast<size_t>(n * p)), 0, 0};
  if (group.root()) found = solve_minimum_norm(n, p, qr.take_r(), qr.take_qtb(), rcond);
  double facts[] = {static_cast<double>(found.rank), static_cast<double>(found.info)};
  group.broadcast(facts, 2);
  if (facts[1] != 0)
    throw Error("ATHANOR_KERNEL_FAILED", "the singular values of a's R factor were not found (info " +
                                             std::to_string(static_cast<int>(facts[1])) + ")");
  group.broadcast(found.x.data(), n * p);
  solution.rank = static_cast<int64_t>(facts[0]);
  solution.x = std::move(found.x);
}

/* Measures the residuals of the x that is written. */
void certify(const Job &job, Solution &solution) {
  const int64_t n = job.regression.unknowns(), p = job.regression.targets();
  for (int64_t first = 0; first < p; first += kPanelColumns) {
    Panel x(n, std::min(kPanelColumns, p - first));
    x.load(0, n, solution.x.data(), p, first);
    x.round_to(job.dtype);
    x.store(solution.x.data(), p, first);
    const NormalResidual measured = normal_residual(job.session, job.regression, first, x, {"certify", 0.9, 1});
    const std::vector<double> gradients = norms(measured.product);
    solution.residuals.insert(solution.residuals.end(), measured.norms.begin(), measured.norms.begin() + x.columns());
    solution.gradients.insert(solution.gradients.end(), gradients.begin(), gradients.begin() + x.columns());
  }
}

Solution by_tsqr(const Job &job, double rcond) {
  Solution solution{{}, {}, {}, "tsqr"};
  solve(job, factor(job), rcond, solution);
  certify(job, solution);
  return solution;
}

Solution by_lsqr(const Job &job, const LsqrOptions &options) {
  const int64_t n = job.regression.unknowns(), p = job.regression.targets();
  Solution solution{std::vector<double>(static_cast<size_t>(n * p)), {}, {}, "lsqr"};
  for (int64_t first = 0; first < p; first += kPanelColumns) {
    const int64_t count = std::min(kPanelColumns, p - first);
    const Lsqr found = lsqr(job.session, job.regression, first, count, options);
    found.x.store(solution.x.data(), p, first);
    solution.residuals.insert(solution.residuals.end(), found.residuals.begin(), found.residuals.begin() + count);
    solution.gradients.insert(solution.gradients.end(), found.gradients.begin(), found.gradients.begin() + count);
    solution.iterations = std::max(solution.iterations, found.iterations);
    solution.converged = solution.converged && found.converged;
  }
  job.session.progress("certify", 1, -1);
  return solution;
}

/* The largest |a'(b - a x)| over |a| |b - a x|. */
double relative_gradient(const Regression &regression, const Solution &solution) {
  double worst = 0;
  for (size_t j = 0; j < solution.gradients.size(); ++j)
    worst = std::max(worst, ratio(solution.gradients[j], regression.norm() * solution.residuals[j]));
  return worst;
}

std::string warnings(const Regression &regression, const Solution &solution, int64_t most) {
  std::string text;
  if (!solution.converged)
    text = "\"not converged in " + std::to_string(solution.iterations) +
           " iterations: |a'(a x - b)| is " + number(relative_gradient(regression, solution)) +
           " of |a| |a x - b|. Raise maxIterations\"";
  if (solution.rank >= 0 && solution.rank < most)
    text = "\"a has rank " + std::to_string(solution.rank) + " of " + std::to_string(most) +
           " to working precision: of the many solutions this is the one of least norm\"";
  return "[" + text + "]";
}

std::string result_of(const Job &job, Solution &solution, int64_t most) {
  const std::string said = warnings(job.regression, solution, most);
  job.regression.unscale_residuals(solution.residuals);
  job.regression.unscale_gradients(solution.gradients);
  return "{\"method\":\"" + std::string(solution.method) + "\",\"residualNorms\":" + list(solution.residuals) +
         ",\"gradientNorms\":" + list(solution.gradients) +
         ",\"effectiveRank\":" + (solution.rank >= 0 ? std::to_string(solution.rank) : "null") +
         ",\"iterations\":" + std::to_string(solution.iterations) +
         ",\"converged\":" + (solution.converged ? "true" : "false") +
         ",\"passes\":" + std::to_string(job.session.passes) + ",\"warnings\":" + said + "}";
}

} // namespace

void least_squares(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  const bool tsqr = use_tsqr(param<std::string>(run, "method"), a.cols);
  const double rcond = cutoff(param<double>(run, "rcond"), a);
  const LsqrOptions options{param<double>(run, "tol"), param<int64_t>(run, "maxIterations"), a.dtype};
  Session session(run);
  Regression regression(session, a, b, {param<bool>(run, "intercept"), 0, {}});
  const Job job{session, regression, a.dtype};
  Solution solution = tsqr ? by_tsqr(job, rcond) : by_lsqr(job, options);
  if (param<bool>(run, "strict") && !solution.converged)
    throw Error("ATHANOR_NOT_CONVERGED",
                "LSQR did not reach tol in " + std::to_string(solution.iterations) +
                    " iterations. Raise maxIterations or tol, or leave strict off to get x as it is",
                "{\"iterations\":" + std::to_string(solution.iterations) +
                    ",\"residual\":" + number(relative_gradient(regression, solution)) + "}");
  regression.unscale_solution(solution.x);
  write_from_root(run, session.group, "x", solution.x, a.cols, b.cols, a.dtype);
  write_from_root(run, session.group, "intercept", regression.intercepts(solution.x), 1, b.cols, ATHANOR_FLOAT64);
  run->result_json(run, result_of(job, solution, std::min(a.rows, a.cols)).c_str());
}

} // namespace athanor::rowwise
