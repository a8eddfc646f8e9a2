/*
 * The sums of the rows of each cluster, kept up to date as rows join and leave. Every sum is a pair of doubles (Knuth's
 * two-sum), so that a row that joined and left, however large, has left nothing behind: the means depend on who is
 * in a cluster now and not on how that came about.
 */
#ifndef ATHANOR_ROWWISE_CLUSTER_SUMS_H
#define ATHANOR_ROWWISE_CLUSTER_SUMS_H

#include <vector>

#include "group.h"

namespace athanor::rowwise {

class ClusterSums {
 public:
  /* Sums are of differences from the reference: those of equal rows at it are exactly 0. */
  ClusterSums(int64_t k, const std::vector<double> &reference);

  void join(int64_t cluster, const double *row) { change(cluster, row, 1); }
  void leave(int64_t cluster, const double *row) { change(cluster, row, -1); }

  /* Collective: members of each cluster over all ranks, on every rank. */
  std::vector<double> counts(const Group &group) const;

  /* Collective: the means on every rank, k x cols; an empty cluster's row is left as it is in `centers`. */
  void means(const Group &group, const std::vector<double> &counts, std::vector<double> &centers) const;

 private:
  void change(int64_t cluster, const double *row, double sign);

  int64_t k_;
  int64_t cols_;
  const std::vector<double> &reference_;
  std::vector<double> high_;
  std::vector<double> low_;
  std::vector<double> counts_;
};

} // namespace athanor::rowwise

#endif
