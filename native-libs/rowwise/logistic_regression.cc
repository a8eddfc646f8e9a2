#include "logistic_regression.h"

#include "class_labels.h"
#include "json_text.h"
#include "kernel.h"
#include "lbfgs.h"
#include "logistic_curvature.h"
#include "logistic_objective.h"
#include "minibatch_sgd.h"
#include "right_factor.h"
#include "row_writer.h"
#include "same_rows.h"

namespace athanor::rowwise {
namespace {

struct Job {
  athanor_run *run;
  const athanor_matrix &a;
  Session &session;
  RowSource &source;
  const std::vector<int32_t> &labels;
  const LogisticModel &model;
  const LogisticCurvature &curvature;
  LogisticObjective &objective;
};

/* What rank 0 knows in the end. */
struct Fit {
  std::vector<double> x;
  double loss = 0;
  double gradient_norm = 0;
  int64_t iterations = 0;
  int64_t evaluations = 0;
  bool stalled = false;
};

LogisticModel model_of(athanor_run *run, const athanor_matrix &a) {
  const int64_t classes = param<int64_t>(run, "classes"), columns = classes == 2 ? 1 : classes;
  return {a.rows,  a.cols, classes, columns, padded_width(columns), param<bool>(run, "intercept"),
          param<double>(run, "lambda")};
}

/* The result is what the caller gets: in a's dtype. Its loss and gradient are taken again where that rounds. */
void measure_rounded(const Job &job, std::vector<double> &gradient, Fit &fit) {
  if (job.a.dtype == ATHANOR_FLOAT32)
    for (double &value : fit.x) value = static_cast<float>(value);
  fit.loss = job.objective.evaluate(fit.x, {"measure", 0.95, 1}, gradient);
  fit.gradient_norm = job.curvature.scaled_norm(job.model, gradient);
  ++fit.evaluations;
}

/* On rank 0, which leads; the others serve. */
Fit lead_lbfgs(const Job &job) {
  const double tol = param<double>(job.run, "tol");
  const int64_t limit = param<int64_t>(job.run, "maxIterations");
  Fit fit;
  double fraction = 0.1;
  Problem problem;
  problem.max_iterations = limit;
  problem.precondition = [&](std::vector<double> &vector) { job.curvature.precondition(job.model, vector); };
  problem.evaluate = [&](const std::vector<double> &x, std::vector<double> &gradient) {
    const double from = fraction;
    fraction += (0.95 - fraction) / static_cast<double>(std::min<int64_t>(limit, 50) + 1);
    ++fit.evaluations;
    return job.objective.evaluate(x, {"optimise", from, fraction}, gradient);
  };
  problem.converged = [&](const std::vector<double> &gradient) {
    fit.gradient_norm = job.curvature.scaled_norm(job.model, gradient);
    job.session.progress("optimise", fraction, fit.gradient_norm);
    return fit.gradient_norm <= tol;
  };
  Minimum found = minimise(problem, std::vector<double>(static_cast<size_t>(job.model.length())));
  fit.x = std::move(found.x);
  fit.loss = found.value;
  fit.iterations = found.iterations;
  fit.stalled = found.stalled;
  if (job.a.dtype == ATHANOR_FLOAT32) measure_rounded(job, found.gradient, fit);
  return fit;
}

Fit by_lbfgs(const Job &job) {
  Fit fit;
  if (job.session.group.root()) {
    fit = lead_lbfgs(job);
    job.objective.release();
  } else {
    job.objective.serve();
  }
  return fit;
}

/* The rate is in units of 1 / (mean curvature of a row's loss): near 2 momentum's steps cease to be stable. */
Fit by_sgd(const Job &job) {
  const double curvature = LogisticCurvature::weight(job.model) * job.curvature.mean_row_square() + job.model.lambda;
  const SgdOptions options{param<int64_t>(job.run, "batchRows"), param<int64_t>(job.run, "epochs"),
                           param<int64_t>(job.run, "seed"), param<double>(job.run, "learningRate") / curvature};
  Fit fit;
  fit.x = minibatch_sgd(job.session, job.source, job.labels, job.model, job.objective, options, {"descend", 0.1, 0.95});
  fit.iterations = options.epochs;
  if (!job.session.group.root()) {
    job.objective.serve();
    return fit;
  }
  std::vector<double> gradient(fit.x.size());
  measure_rounded(job, gradient, fit);
  job.objective.release();
  return fit;
}

void write_model(const Job &job, const Fit &fit) {
  const LogisticModel &model = job.model;
  std::vector<double> x(static_cast<size_t>((model.features + 1) * model.columns));
  for (int64_t j = 0; !fit.x.empty() && j <= model.features; ++j)
    std::copy_n(fit.x.begin() + j * model.width, model.columns, x.begin() + j * model.columns);
  const int64_t slopes = model.features * model.columns, own = job.session.group.root() ? 1 : 0;
  write_from_root(job.run, job.session.group, "x", x, model.features, model.columns, job.a.dtype);
  RowWriter(job.run, "intercept", own, model.columns, job.a.dtype).write(x.data() + slopes, own);
}

/* What the caller should know, as a list of sentences; the same on every rank where `fit` counts on rank 0 only. */
std::vector<std::string> warnings_of(const Job &job, const Fit &fit, bool converged) {
  std::vector<std::string> warnings;
  const std::vector<double> counts = count_classes(job.session.group, job.labels, job.model.classes);
  for (size_t c = 0; c < counts.size(); ++c)
    if (counts[c] == 0 && warnings.size() < 10) warnings.push_back("class " + std::to_string(c) + " has no rows");
  if (!converged)
    warnings.push_back("the gradient's largest scaled entry is " + number(fit.gradient_norm) + " after " +
                       std::to_string(fit.iterations) + " iterations and did not reach tol " +
                       number(param<double>(job.run, "tol")) +
                       (fit.stalled ? "; rounding leaves no step that lowers the loss" : ""));
  return warnings;
}

void report(const Job &job, const Fit &fit, bool converged) {
  std::string warnings;
  for (const std::string &warning : warnings_of(job, fit, converged))
    warnings += (warnings.empty() ? "\"" : ",\"") + warning + "\"";
  job.run->result_json(job.run, ("{\"loss\":" + number(fit.loss) + ",\"gradientNorm\":" + number(fit.gradient_norm) +
                                 ",\"iterations\":" + std::to_string(fit.iterations) +
                                 ",\"evaluations\":" + std::to_string(fit.evaluations) +
                                 ",\"passes\":" + std::to_string(job.session.passes) +
                                 ",\"converged\":" + (converged ? "true" : "false") + ",\"warnings\":[" +
                                 warnings + "]}")
                                    .c_str());
}

/* Collective: whether tol was reached, as rank 0 knows it; with strict that it was not is an error. */
bool check_converged(const Job &job, Fit &fit) {
  double facts[] = {fit.gradient_norm, static_cast<double>(fit.iterations)};
  job.session.group.broadcast(facts, 2);
  const bool converged = facts[0] <= param<double>(job.run, "tol");
  if (converged || !param<bool>(job.run, "strict")) return converged;
  const std::string norm = number(facts[0]), iterations = std::to_string(static_cast<int64_t>(facts[1]));
  throw Error("ATHANOR_NOT_CONVERGED",
              "the gradient's largest scaled entry is " + norm + " after " + iterations + " iterations; tol is " +
                  number(param<double>(job.run, "tol")) + ". Raise maxIterations, tol or lambda",
              "{\"iterations\":" + iterations + ",\"residual\":" + norm + "}");
}

} // namespace

void logistic_regression(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &given = input(run, "labels");
  check_shape(given, a.rows, 1, "a label for each row of a");
  const LogisticModel model = model_of(run, a);
  Session session(run);
  RowSource source(a);
  check_same_rows(session.group, a, given);
  const std::vector<int32_t> labels = read_class_labels(session, given, model.classes);
  const LogisticCurvature curvature(session, source, model, {"columns", 0, 0.1});
  LogisticObjective objective(session, source, labels, model);
  const Job job{run, a, session, source, labels, model, curvature, objective};
  Fit fit = param<std::string>(run, "method") == "sgd" ? by_sgd(job) : by_lbfgs(job);
  const bool converged = check_converged(job, fit);
  write_model(job, fit);
  report(job, fit, converged);
  session.progress("done", 1, -1);
}

} // namespace athanor::rowwise
