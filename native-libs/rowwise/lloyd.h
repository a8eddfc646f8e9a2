/*
 * Lloyd's method over the ranks' rows, with Hamerly's bounds (2010): a row whose distance to its own center is
 * certainly less than that to any other, as far as the centers have moved, or less than half the way from there to the
 * next center, is not read. Bounds allow for rounding: a row left out is one whose center could not have changed.
 */
#ifndef ATHANOR_ROWWISE_LLOYD_H
#define ATHANOR_ROWWISE_LLOYD_H

#include <vector>

#include "cluster_sums.h"
#include "kmeans_start.h"
#include "nearest.h"
#include "row_batch.h"

namespace athanor::rowwise {

struct LloydOptions {
  int64_t max_iterations;
  double tolerance; /* of the sum of the centers' squared moves */
};

class Lloyd {
 public:
  /* centers: k x cols. */
  Lloyd(KmeansRows &rows, int64_t k, std::vector<double> centers);

  /* Collective: assignments and means in turn, until no row changes, the centers hardly move, or the iterations are
   * used up; then the assignment to the last centers. */
  void run(const LloydOptions &options, Stage stage);

  const std::vector<double> &centers() const { return centers_; }
  const std::vector<int32_t> &labels() const { return labels_; } /* of this rank's rows */
  int64_t iterations() const { return iterations_; }
  bool converged() const { return converged_; }

 private:
  double assign(Stage stage);
  void assign_batch();
  void take(int64_t row, const double *values, const Nearest &found);
  bool settled(size_t row);
  void reseed(const std::vector<double> &counts, Stage stage);
  double update(Stage stage);
  void note_moves(const std::vector<double> &before);
  void measure_gaps();

  KmeansRows &rows_;
  int64_t k_;
  int64_t cols_;
  std::vector<double> centers_;
  Centers finder_;
  ClusterSums sums_;
  RowBatch batch_;
  std::vector<Nearest> found_;
  std::vector<int32_t> labels_; /* -1: none yet */
  std::vector<double> upper_;   /* no less than the distance to the own center */
  std::vector<double> lower_;   /* no more than the distance to any other */
  std::vector<double> moves_;   /* of each center since the last assignment */
  std::vector<double> others_;  /* the largest move of any other center */
  std::vector<double> gaps_;    /* half the distance to the nearest other center, or a little less */
  double changed_ = 0;          /* rows of this rank with a new label */
  int64_t iterations_ = 0;
  bool converged_ = false;
};

} // namespace athanor::rowwise

#endif
