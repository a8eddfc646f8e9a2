#include "factorize.h"

#include <memory>
#include <optional>
#include <utility>

#include "eigen_triplets.h"
#include "gram.h"
#include "krylov.h"
#include "polish.h"

namespace athanor::rowwise {
namespace {

/* Rounds of refinement after the Gram method until a QR of A is the cheaper way to the same end. */
int64_t gram_patience(const Operator &op, const SvdOptions &options) {
  return 2 + op.short_side() / (4 * options.k + 32);
}

/* Triplets from eigenvectors of T'T: in one pass where those are good, in as many as it takes where they are not. */
Certified by_gram(Session &session, Operator &op, const SvdOptions &options, bool single, RandomColumns &random,
                  ApproximateGram *given) {
  Eigenvectors eigen = gram_eigenvectors(session, op, options, given);
  std::optional<Subspace> space;
  std::optional<Certified> first;
  /* Rounding to float32 changes the triplets after the pass: then the certificate takes a pass of its own. */
  if (!single) first = eigen_triplets(session, op, options, eigen, space);
  if (first && first->converged) return std::move(*first);
  if (!first) eigen_subspace(session, op, options, eigen, space.emplace(session.group, op, options.capacity));
  return refine(session, op, options, single, random, *space, {gram_patience(op, options), std::move(first)});
}

Factorisation compute(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options,
                      ApproximateGram *given) {
  const std::unique_ptr<Operator> op =
      a.rows >= a.cols ? make_tall_operator(session, source) : make_wide_operator(session, source);
  RandomColumns random{options.seed};
  const bool single = a.dtype == ATHANOR_FLOAT32;
  auto result = [&](Certified found, Method method) {
    return Factorisation{std::move(found), method, op->transposed(), op->sum_squares(), 1 / source.scale()};
  };
  if (options.method == Method::gram) {
    Certified found = by_gram(session, *op, options, single, random, given);
    if (found.converged) return result(std::move(found), Method::gram);
    session.log("info", "the Gram method left triplets open; going on with QR");
  }
  RoughStart start;
  if (options.method == Method::krylov && rough_start_suits(*op, options)) {
    start = rough_krylov(session, *op, options, random);
    std::optional<Certified> found;
    if (start.vectors) found = polish(session, *op, options, std::move(*start.vectors));
    if (found) return result(std::move(*found), Method::krylov);
  }
  const Method method = options.method == Method::krylov ? Method::krylov : Method::qr;
  Subspace space(session.group, *op, options.capacity);
  if (method == Method::krylov)
    krylov(session, *op, options, random, space, std::move(start.block));
  else
    qr_subspace(session, *op, options, space);
  return result(refine(session, *op, options, single, random, space), method);
}

} // namespace

Factorisation factorize(Session &session, RowSource &source, const athanor_matrix &a, const SvdOptions &options,
                        ApproximateGram *given) {
  try {
    return compute(session, source, a, options, given);
  } catch (const Rescale &rescale) {
    /* Entries so large or small that their squares leave the range of a double: once more, scaled. */
    source.set_scale(rescale.scale);
    return compute(session, source, a, options, nullptr);
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
