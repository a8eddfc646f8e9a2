/* The parameters of truncatedSvd, filled once at the edge. */
#ifndef ATHANOR_ROWWISE_TRUNCATED_SVD_OPTIONS_H
#define ATHANOR_ROWWISE_TRUNCATED_SVD_OPTIONS_H

#include <string>

#include "certificate.h"

namespace athanor::rowwise {

enum class Method { krylov, gram, qr };

const char *method_name(Method method);

struct SvdOptions {
  int64_t k;
  Tolerance tolerance;
  int64_t seed;
  int64_t max_passes;
  Method method;
  bool strict;
  int64_t block;    /* columns a Krylov pass adds */
  bool rough_start; /* whether passes in low precision may look for the subspace first */
  int64_t capacity; /* most columns a Krylov basis has before it is compressed */
};

/* The largest short side whose Gram matrix (and its eigenvectors) one rank makes. */
constexpr int64_t kMaxDirectSide = 4096;

/* Throws Error (on every rank alike) where the manifest could not say what is wrong. */
SvdOptions read_options(athanor_run *run, const athanor_matrix &a);

} // namespace athanor::rowwise

#endif
