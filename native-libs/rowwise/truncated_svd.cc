#include "truncated_svd.h"

#include <memory>
#include <string>

#include "gram.h"
#include "krylov.h"
#include "refine.h"
#include "truncated_svd_options.h"
#include "truncated_svd_report.h"

namespace athanor::rowwise {
namespace {

struct Outcome {
  Certified found;
  Method method;
  bool transposed;
};

/* Rounds of refinement after the Gram method until a QR of A is the cheaper way to the same end. */
int64_t gram_patience(const Operator &op, const SvdOptions &options) {
  return 2 + op.short_side() / (4 * options.k + 32);
}

Outcome compute(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options) {
  const std::unique_ptr<Operator> op =
      a.rows >= a.cols ? make_tall_operator(session, source) : make_wide_operator(session, source);
  RandomColumns random{options.seed};
  Subspace space(session.group, *op, options.capacity);
  const bool single = a.dtype == ATHANOR_FLOAT32;
  if (options.method == Method::gram) {
    gram_subspace(session, *op, options, space);
    Certified found = refine(session, *op, options, single, random, space, gram_patience(*op, options));
    if (found.converged) return {std::move(found), Method::gram, op->transposed()};
    session.log("info", "the Gram method left triplets open; going on with QR");
    space = Subspace(session.group, *op, options.capacity);
  }
  if (options.method == Method::krylov)
    krylov(session, *op, options, random, space);
  else
    qr_subspace(session, *op, options, space);
  return {refine(session, *op, options, single, random, space),
          options.method == Method::krylov ? Method::krylov : Method::qr, op->transposed()};
}

Outcome compute_safely(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options) {
  try {
    return compute(session, source, a, options);
  } catch (const Rescale &rescale) {
    /* Entries so large or small that their squares leave the range of a double: once more, scaled. */
    source.set_scale(rescale.scale);
    return compute(session, source, a, options);
  }
}

template <class Value>
void write(athanor_run *run, const char *name, const std::vector<double> &values, int64_t rows, int64_t cols) {
  Output<Value> output(run, name, rows, cols);
  const std::vector<Value> converted(values.begin(), values.end());
  output.write(converted.data(), rows);
}

void write_factors(athanor_run *run, const athanor_matrix &a, const Outcome &outcome, double unscale) {
  const Triplets &triplets = outcome.found.triplets;
  const std::vector<double> &u = outcome.transposed ? triplets.v : triplets.u;
  const std::vector<double> &v = outcome.transposed ? triplets.u : triplets.v;
  const int64_t k = triplets.count;
  with_dtype(a.dtype, [&](auto zero) {
    using Value = decltype(zero);
    write<Value>(run, "u", u, static_cast<int64_t>(u.size()) / k, k);
    write<Value>(run, "v", v, static_cast<int64_t>(v.size()) / k, k);
  });
  std::vector<double> sigma;
  if (run->rank == 0)
    for (const double value : triplets.sigma) sigma.push_back(value * unscale);
  write<double>(run, "s", sigma, static_cast<int64_t>(sigma.size()), 1);
}

} // namespace

void truncated_svd(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const SvdOptions options = read_options(run, a);
  Session session(run);
  RowSource source(a);
  const Outcome outcome = compute_safely(session, source, a, options);
  const double unscale = 1 / source.scale();
  const Report report =
      make_report(session, options, outcome.found, outcome.transposed, unscale, method_name(outcome.method));
  if (options.strict && !outcome.found.converged)
    throw Error(
        "ATHANOR_NOT_CONVERGED",
        std::to_string(report.open) + " of " + std::to_string(options.k) + " triplets did not reach tol in " +
            std::to_string(session.passes) +
            " passes. Raise maxPasses or tol, or leave strict off to get them as they are",
        "{\"passes\":" + std::to_string(session.passes) + ",\"residual\":" + std::to_string(report.residual) + "}");
  write_factors(run, a, outcome, unscale);
  run->result_json(run, report.json.c_str());
}

} // namespace athanor::rowwise
