/*
 * k-means of a few weighted points, on one rank: what turns the candidates of a parallel start into k centers.
 */
#ifndef ATHANOR_ROWWISE_WEIGHTED_KMEANS_H
#define ATHANOR_ROWWISE_WEIGHTED_KMEANS_H

#include <cstdint>
#include <vector>

namespace athanor::rowwise {

struct WeightedPoints {
  std::vector<double> values; /* count x cols, row-major, about the middle of the data */
  std::vector<double> weights;
  int64_t count;
  int64_t cols;
};

/*
 * k x cols centers: k-means++ (Arthur, Vassilvitskii 2007), each center the best of 2 + log k draws, then up to ten
 * steps of Lloyd's method; where that is quick the best of several such starts. count >= k. Fewer distinct points
 * than k give some center twice. Cost: about 2 count k cols (12 + log k) flops a start.
 */
std::vector<double> weighted_kmeans(const WeightedPoints &points, int64_t k, int64_t seed);

} // namespace athanor::rowwise

#endif
