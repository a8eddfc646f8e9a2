/*
 * The direct methods, for a short side that one rank can factor: leading right singular vectors of T from its Gram
 * matrix, or from its R factor.
 */
#ifndef ATHANOR_ROWWISE_GRAM_H
#define ATHANOR_ROWWISE_GRAM_H

#include "subspace.h"
#include "truncated_svd_options.h"

namespace athanor::rowwise {

/* T'T on rank 0, from sliced_gram.h, and the limit() of T's entries. */
struct ApproximateGram {
  std::vector<double> gram;
  double limit;
};

/* Whether gram_eigenvectors() takes an approximate T'T first. */
bool sliced_gram_pays(int64_t long_side, int64_t short_side, const SvdOptions &options);

/* The leading eigenvectors of T'T, at least k + 1 where there are as many; the same on every rank. */
struct Eigenvectors {
  int64_t width;
  std::vector<double> values;  /* descending */
  std::vector<double> vectors; /* all short rows x width */
};

/*
 * Eigenvectors of T'T, summed over row blocks: long short^2 flops, one pass. Vectors of small singular values suffer
 * from the squared condition number: error about eps sigma_1^2 / sigma. Where it pays T'T is made of integers first, or
 * is `given`; where its error would be seen in the k-th triplet, in doubles after all, with a pass more.
 */
Eigenvectors gram_eigenvectors(Session &session, Operator &op, const SvdOptions &options, ApproximateGram *given);

/* The eigenvectors and their image, one pass. */
void eigen_subspace(Session &session, Operator &op, const SvdOptions &options, Eigenvectors &eigen, Subspace &space);

/* Singular vectors of R, T = Q R, Q not kept: 2 long short^2 flops, two passes, error about eps sigma_1. */
void qr_subspace(Session &session, Operator &op, const SvdOptions &options, Subspace &space);

} // namespace athanor::rowwise

#endif
