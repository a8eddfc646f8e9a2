#include "factorize.h"

#include <memory>

#include "gram.h"
#include "krylov.h"

namespace athanor::rowwise {
namespace {

/* Rounds of refinement after the Gram method until a QR of A is the cheaper way to the same end. */
int64_t gram_patience(const Operator &op, const SvdOptions &options) {
  return 2 + op.short_side() / (4 * options.k + 32);
}

Factorisation compute(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options) {
  const std::unique_ptr<Operator> op =
      a.rows >= a.cols ? make_tall_operator(session, source) : make_wide_operator(session, source);
  RandomColumns random{options.seed};
  Subspace space(session.group, *op, options.capacity);
  const bool single = a.dtype == ATHANOR_FLOAT32;
  if (options.method == Method::gram) {
    gram_subspace(session, *op, options, space);
    Certified found = refine(session, *op, options, single, random, space, gram_patience(*op, options));
    if (found.converged)
      return {std::move(found), Method::gram, op->transposed(), op->sum_squares(), 1 / source.scale()};
    session.log("info", "the Gram method left triplets open; going on with QR");
    space = Subspace(session.group, *op, options.capacity);
  }
  if (options.method == Method::krylov)
    krylov(session, *op, options, random, space);
  else
    qr_subspace(session, *op, options, space);
  const Method method = options.method == Method::krylov ? Method::krylov : Method::qr;
  return {refine(session, *op, options, single, random, space), method, op->transposed(), op->sum_squares(),
          1 / source.scale()};
}

} // namespace

Factorisation factorize(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options) {
  try {
    return compute(session, source, a, options);
  } catch (const Rescale &rescale) {
    /* Entries so large or small that their squares leave the range of a double: once more, scaled. */
    source.set_scale(rescale.scale);
    return compute(session, source, a, options);
  }
}

Report checked_report(const Session &session, const SvdOptions &options, const Factorisation &factorisation) {
  Report report = make_report(session, options, factorisation.found, factorisation.transposed, factorisation.unscale,
                              method_name(factorisation.method));
  if (options.strict && !factorisation.found.converged)
    throw Error(
        "ATHANOR_NOT_CONVERGED",
        std::to_string(report.open) + " of " + std::to_string(options.k) + " triplets did not reach tol in " +
            std::to_string(session.passes) +
            " passes. Raise maxPasses or tol, or leave strict off to get them as they are",
        "{\"passes\":" + std::to_string(session.passes) + ",\"residual\":" + std::to_string(report.residual) + "}");
  return report;
}

} // namespace athanor::rowwise
