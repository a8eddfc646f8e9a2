#include "orthonormalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "random_values.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

std::vector<double> gram_of(const Group &group, int64_t rows, int64_t width, const std::vector<double> &block) {
  std::vector<double> g(static_cast<size_t>(width * width));
  gemm(Op::transpose, Op::none, width, width, rows, 1.0, block.data(), width, block.data(), width, 0.0, g.data(),
       width);
  group.sum(g.data(), width * width);
  return g;
}

double distance_from_identity(int64_t width, const std::vector<double> &g) {
  double largest = 0;
  for (int64_t i = 0; i < width; ++i)
    for (int64_t j = 0; j < width; ++j)
      largest = std::max(largest, std::fabs(g[static_cast<size_t>(i * width + j)] - (i == j ? 1.0 : 0.0)));
  return largest;
}

/* Root only: the width x width matrix that turns a block with Gram matrix g into orthonormal columns; the columns
 * of dependent directions are zero. */
std::vector<double> svqb_transform(int64_t width, const std::vector<double> &g) {
  const size_t n = static_cast<size_t>(width);
  std::vector<double> scaling(n), scaled(n * n), values, vectors;
  for (size_t i = 0; i < n; ++i) scaling[i] = g[i * n + i] > 0 ? 1 / std::sqrt(g[i * n + i]) : 0;
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) scaled[i * n + j] = g[i * n + j] * scaling[i] * scaling[j];
  std::vector<double> transform(n * n);
  if (symmetric_eigen(width, scaled, values, vectors) != 0) return transform; /* all columns random then */
  for (size_t j = 0; j < n; ++j) {
    if (!(values[j] > 32 * kEps * std::max(values[0], 1.0))) continue;
    for (size_t i = 0; i < n; ++i) transform[i * n + j] = scaling[i] * vectors[i * n + j] / std::sqrt(values[j]);
  }
  return transform;
}

bool column_is_zero(int64_t width, const std::vector<double> &matrix, int64_t column) {
  for (int64_t i = 0; i < width; ++i)
    if (matrix[static_cast<size_t>(i * width + column)] != 0) return false;
  return true;
}

void project_out(const Basis &basis, std::vector<double> &block, int64_t width) {
  if (basis.count() == 0) return;
  for (int round = 0; round < 2; ++round)
    basis.subtract(basis.inner(block.data(), width, width), block.data(), width, width);
}

} // namespace

void RandomColumns::fill(int64_t first_row, int64_t rows, double *block, int64_t stride, int64_t column) {
  for (int64_t i = 0; i < rows; ++i) block[i * stride + column] = random_value(seed, stream, first_row + i, column);
  ++stream;
}

void orthonormalize(const Group &group, const RowRanges &ranges, const Basis &basis, double noise,
                    RandomColumns &random, int64_t width, std::vector<double> &block) {
  const int64_t rows = ranges.count(group.rank()), first_row = ranges.begin(group.rank());
  auto replace = [&](int64_t column) { random.fill(first_row, rows, block.data(), width, column); };

  project_out(basis, block, width);
  std::vector<double> g = gram_of(group, rows, width, block);
  bool replaced = false;
  for (int64_t j = 0; j < width; ++j) {
    const double square = g[static_cast<size_t>(j * width + j)];
    if (square > noise * noise && square > 0) continue;
    replace(j);
    replaced = true;
  }
  if (replaced) {
    project_out(basis, block, width);
    g = gram_of(group, rows, width, block);
  }
  /* Each round brings a block of condition up to 1/sqrt(eps) to orthonormality; random columns cost one more. */
  for (int round = 0; round < 8; ++round) {
    if (round > 0 && distance_from_identity(width, g) < 64 * kEps) return;
    std::vector<double> transform(static_cast<size_t>(width * width));
    if (group.root()) transform = svqb_transform(width, g);
    group.broadcast(transform.data(), width * width);
    std::vector<double> next(block.size());
    gemm(Op::none, Op::none, rows, width, width, 1.0, block.data(), width, transform.data(), width, 0.0, next.data(),
         width);
    block.swap(next);
    for (int64_t j = 0; j < width; ++j)
      if (column_is_zero(width, transform, j)) replace(j);
    project_out(basis, block, width);
    g = gram_of(group, rows, width, block);
  }
}

} // namespace athanor::rowwise
