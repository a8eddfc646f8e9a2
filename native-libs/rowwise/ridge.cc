#include "ridge.h"

#include "conjugate_gradients.h"
#include "json_text.h"
#include "row_writer.h"

namespace athanor::rowwise {
namespace {

/* Columns up to which a Gram matrix is cheaper than many iterations, and the most that are allowed. */
constexpr int64_t kCholeskyColumns = 2048;
constexpr int64_t kMostCholeskyColumns = 4096;

struct Job {
  Session &session;
  Regression &regression;
  CgOptions options;
};

struct Solution {
  std::vector<double> x; /* N x p, of the scaled problem; on every rank */
  std::vector<double> residuals;
  const char *method;
  bool singular = false;
  double relative_residual = 0;
  int64_t iterations = 0;
  bool converged = true;
};

bool use_cholesky(const std::string &method, int64_t unknowns) {
  if (method == "cholesky" && unknowns > kMostCholeskyColumns)
    throw Error("ATHANOR_INVALID_ARGUMENT", "method cholesky needs at most " + std::to_string(kMostCholeskyColumns) +
                                                " columns or features; here are " + std::to_string(unknowns) +
                                                ". Use method cg or auto");
  return method == "cholesky" || (method == "auto" && unknowns <= kCholeskyColumns);
}

Solution solve(const Job &job, bool by_cholesky) {
  Regression &regression = job.regression;
  const int64_t n = regression.unknowns(), p = regression.targets();
  Solution solution{std::vector<double>(static_cast<size_t>(n * p)), {}, by_cholesky ? "cholesky" : "cg"};
  RidgePreconditioner preconditioner(regression);
  if (by_cholesky) solution.x = preconditioner.factor(job.session, regression, {"gram", 0.15, 0.5});
  solution.singular = preconditioner.singular();
  for (int64_t first = 0; first < p; first += kPanelColumns) {
    Panel x(n, std::min(kPanelColumns, p - first));
    std::vector<double> right_side;
    if (by_cholesky) {
      x.load(0, n, solution.x.data(), p, first);
      right_side = norms(x);
      preconditioner.apply(job.session.group, x);
    }
    const CgResult found = conjugate_gradients(job.session, regression, preconditioner, first, std::move(x),
                                               std::move(right_side), job.options);
    found.x.store(solution.x.data(), p, first);
    solution.residuals.insert(solution.residuals.end(), found.residuals.begin(),
                              found.residuals.begin() + found.x.columns());
    solution.relative_residual = std::max(solution.relative_residual, found.relative_residual);
    solution.iterations = std::max(solution.iterations, found.iterations);
    solution.converged = solution.converged && found.converged;
  }
  job.session.progress("certify", 1, solution.relative_residual);
  return solution;
}

std::string warnings(const Solution &solution) {
  std::vector<std::string> said;
  if (!solution.converged)
    said.push_back("not converged in " + std::to_string(solution.iterations) +
                   " iterations: the relative residual of the normal equations is " +
                   number(solution.relative_residual) + ". Raise maxIterations or lambda");
  if (solution.singular)
    said.push_back("columns depend on each other, and lambda is too small to choose between them: other x do as well. "
                   "Raise lambda, or use leastSquares for the one of least norm");
  std::string text;
  for (const std::string &warning : said) text += (text.empty() ? "\"" : ",\"") + warning + "\"";
  return "[" + text + "]";
}

std::string result_of(const Job &job, Solution &solution) {
  job.regression.unscale_residuals(solution.residuals);
  return "{\"method\":\"" + std::string(solution.method) + "\",\"residualNorms\":" + list(solution.residuals) +
         ",\"relativeResidual\":" + number(solution.relative_residual) +
         ",\"iterations\":" + std::to_string(solution.iterations) +
         ",\"converged\":" + (solution.converged ? "true" : "false") +
         ",\"passes\":" + std::to_string(job.session.passes) + ",\"warnings\":" + warnings(solution) + "}";
}

} // namespace

void ridge(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  const FeatureOptions features = read_feature_options(run);
  const int64_t unknowns = features.count > 0 ? features.count : a.cols, p = b.cols;
  const bool by_cholesky = use_cholesky(param<std::string>(run, "method"), unknowns);
  const CgOptions options{param<double>(run, "tol"), param<int64_t>(run, "maxIterations"), a.dtype};
  Session session(run);
  Regression regression(session, a, b, {param<bool>(run, "intercept"), param<double>(run, "lambda"), features});
  const Job job{session, regression, options};
  Solution solution = solve(job, by_cholesky);
  if (param<bool>(run, "strict") && !solution.converged)
    throw Error("ATHANOR_NOT_CONVERGED",
                "the normal equations were not solved to tol in " + std::to_string(solution.iterations) +
                    " iterations. Raise maxIterations, tol or lambda, or leave strict off to get x as it is",
                "{\"iterations\":" + std::to_string(solution.iterations) +
                    ",\"residual\":" + number(solution.relative_residual) + "}");
  regression.unscale_solution(solution.x);
  write_from_root(run, session.group, "x", solution.x, unknowns, p, a.dtype);
  write_from_root(run, session.group, "intercept", regression.intercepts(solution.x), 1, p, ATHANOR_FLOAT64);
  run->result_json(run, result_of(job, solution).c_str());
}

} // namespace athanor::rowwise
