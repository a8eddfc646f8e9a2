/*
 * From approximate triplets to certified ones: measure with A, and where the measure fails, widen the subspace by
 * what was measured.
 */
#ifndef ATHANOR_ROWWISE_REFINE_H
#define ATHANOR_ROWWISE_REFINE_H

#include <limits>
#include <optional>

#include "orthonormalize.h"
#include "subspace.h"
#include "truncated_svd_options.h"

namespace athanor::rowwise {

struct Certified {
  Triplets triplets;
  Certificate certificate;
  bool converged;
};

/* The largest residual over its singular value. */
double worst_ratio(const Certificate &certificate, const std::vector<double> &sigma);

/* How refine() starts and when it gives up. */
struct Refinement {
  int64_t rounds = std::numeric_limits<int64_t>::max();
  std::optional<Certified> first = {}; /* triplets of the subspace that have been measured already */
};

/*
 * Projects and certifies; while triplets are open, the defects T'u - sigma v of the leading ones join the basis, and
 * again. That is a step of block Krylov started from the current triplets, two passes each, whose defects carry an
 * error of eps sigma_1 only: it ends where the recurrence of T'T cannot see. Ends after `rounds`, at max_passes, or
 * when the basis is the whole short side. Triplets are rounded to the matrix's dtype before they are certified: the
 * certificate is about what the caller gets.
 */
Certified refine(Session &session, Operator &op, const SvdOptions &options, bool single, RandomColumns &random,
                 Subspace &space, Refinement how = {});

} // namespace athanor::rowwise

#endif
