/*
 * Centers that Lloyd's method starts from.
 *
 * parallel: k-means|| (Bahmani, Moseley, Vattani, Kumar, Vassilvitskii 2012). From one row drawn at random, every round
 * adds each row with the probability 2 k d^2 / sum of d^2, d its distance to the nearest candidate; the candidates,
 * weighted with the rows nearest to them, go through weighted_kmeans on rank 0. A pass for each round, and one.
 * random: k different rows.
 */
#ifndef ATHANOR_ROWWISE_KMEANS_START_H
#define ATHANOR_ROWWISE_KMEANS_START_H

#include <vector>

#include "row_pass.h"

namespace athanor::rowwise {

/* The rows that the phases share: where they are read, about which point, and how far each is from it. */
struct KmeansRows {
  Session &session;
  RowSource &source;
  int64_t total;                 /* rows of all ranks */
  std::vector<double> reference; /* r of nearest.h */
  std::vector<double> norms;     /* |x - r|^2 of this rank's rows */
};

/* Collective; k x cols, the same on every rank. */
std::vector<double> parallel_start(KmeansRows &rows, int64_t k, int64_t rounds, int64_t seed, Stage stage);
std::vector<double> random_start(KmeansRows &rows, int64_t k, int64_t seed);

} // namespace athanor::rowwise

#endif
