#include "refine.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "orientation.h"

namespace athanor::rowwise {
namespace {

/* Defects that join the basis in one round: the leading open ones converge first anyway. */
constexpr int64_t kMostDefects = 32;

void round_to_float(std::vector<double> &values) {
  for (double &value : values) value = static_cast<double>(static_cast<float>(value));
}

/* Keeps the leading part of the basis when `more` columns would not fit. */
void make_room(const Group &group, const SvdOptions &options, Subspace &space, int64_t more) {
  if (space.q.count() + more <= space.q.capacity()) return;
  const int64_t kept = std::min(space.q.count(), options.k + options.k / 4 + 2 * options.block);
  const RitzBasis ritz = ritz_basis(group, space.b, kept);
  space.compress(ritz.right, kept);
}

/* One pass: the defects of the open triplets, orthonormalised, join the basis. */
void widen(Session &session, Operator &op, const SvdOptions &options, RandomColumns &random, Subspace &space,
           const Certified &found, const std::vector<int64_t> &open) {
  const int64_t count = found.triplets.count, rows = op.own_short();
  const int64_t width = std::min({static_cast<int64_t>(open.size()), kMostDefects, op.short_side() - space.q.count()});
  make_room(session.group, options, space, width);
  std::vector<double> z(static_cast<size_t>(rows * width));
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < width; ++j)
      z[static_cast<size_t>(i * width + j)] =
          found.certificate.short_defect[static_cast<size_t>(i * count + open[static_cast<size_t>(j)])];
  {
    const PhaseTimer timer(session, "orthogonalise");
    orthonormalize(session.group, op.short_ranges(), space.q, 0, random, width, z);
  }
  const PhaseTimer timer(session, "passes");
  extend(session.group, op, space, z, width, false);
}

/* One pass: the triplets of the subspace and what A says about them. */
Certified measured(Session &session, Operator &op, const SvdOptions &options, bool single, const Subspace &space) {
  Certified found{};
  {
    const PhaseTimer timer(session, "project");
    found.triplets = project(session.group, space.q, space.b, options.k);
    if (single) {
      round_to_float(found.triplets.u);
      round_to_float(found.triplets.v);
    }
    orient(session.group, op, found.triplets);
  }
  session.progress("certify", 0.95, -1);
  found.certificate = certify(session, op, found.triplets);
  found.converged = unconverged(found.certificate, found.triplets.sigma, options.tolerance).empty();
  return found;
}

} // namespace

double worst_ratio(const Certificate &certificate, const std::vector<double> &sigma) {
  double worst = 0;
  for (size_t i = 0; i < sigma.size(); ++i)
    if (sigma[i] > 0)
      worst = std::max({worst, certificate.long_residuals[i] / sigma[i], certificate.short_residuals[i] / sigma[i]});
  return worst;
}

Certified refine(Session &session, Operator &op, const SvdOptions &options, bool single, RandomColumns &random,
                 Subspace &space, Refinement how) {
  for (int64_t round = 0;; ++round) {
    const bool given = round == 0 && how.first.has_value();
    const Certified found = given ? std::move(*how.first) : measured(session, op, options, single, space);
    const std::vector<double> &sigma = found.triplets.sigma;
    session.progress("certify", found.converged ? 1.0 : 0.95, worst_ratio(found.certificate, sigma));
    const bool whole = space.q.count() == op.short_side();
    if (found.converged || whole || round == how.rounds || session.passes + 2 > options.max_passes) return found;
    widen(session, op, options, random, space, found, unconverged(found.certificate, sigma, options.tolerance));
  }
}

} // namespace athanor::rowwise
