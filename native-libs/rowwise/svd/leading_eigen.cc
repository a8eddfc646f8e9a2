#include "leading_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel.h"
#include "random_values.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr int64_t kBlock = kWidthStep;
/* Residuals over the largest eigenvalue that count as rounding errors. */
constexpr double kResidual = 16 * kEps;
/* Dimensions at the first look at the Ritz pairs, and at most. */
constexpr int64_t kFirstLook = 96, kMostDimensions = 320;

void mirror(int64_t n, double *g) {
  constexpr int64_t kTile = 16;
  for (int64_t top = 0; top < n; top += kTile)
    for (int64_t left = top; left < n; left += kTile)
      for (int64_t i = top; i < std::min(n, top + kTile); ++i)
        for (int64_t j = std::max(i + 1, left); j < std::min(n, left + kTile); ++j) g[j * n + i] = g[i * n + j];
}

class Lanczos {
 public:
  Lanczos(int64_t n, const std::vector<double> &g, int64_t most)
      : n_(n), most_(most), g_(g), q_(size(n, most)), gq_(size(n, most)), h_(size(most, most)), block_(size(n, kBlock)) {
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j < kBlock; ++j) at(block_, i, j) = random_value(1, 0, i, j);
  }

  int64_t count() const { return count_; }

  /* A block more. False where there is none, or nearly: the basis holds an invariant subspace. */
  bool grow() {
    if (!orthonormalize() || !orthonormalize() || !(change_ < 0.5)) return false;
    std::vector<double> image(block_.size());
    kernel().multiply(g_.data(), n_, n_, n_, block_.data(), kBlock, image.data(), kBlock, kBlock);
    for (int64_t i = 0; i < n_; ++i) {
      std::copy_n(&at(block_, i, 0), kBlock, q_.data() + i * most_ + count_);
      std::copy_n(&at(image, i, 0), kBlock, gq_.data() + i * most_ + count_);
    }
    count_ += kBlock;
    std::vector<double> inner(size(count_, kBlock));
    kernel().multiply_transposed(q_.data(), most_, n_, count_, image.data(), kBlock, inner.data(), kBlock, kBlock);
    for (int64_t i = 0; i < count_; ++i)
      for (int64_t j = 0; j < kBlock; ++j) h_[size(i, most_) + static_cast<size_t>(count_ - kBlock + j)] = at(inner, i, j);
    block_ = std::move(image);
    return true;
  }

  /* Ritz pairs; whether the leading `wanted` are eigenpairs. */
  bool look(int64_t wanted, int64_t width, std::vector<double> &values, std::vector<double> &vectors) const {
    std::vector<double> h(size(count_, count_)), s;
    for (int64_t i = 0; i < count_; ++i) std::copy_n(h_.data() + i * most_, count_, h.data() + i * count_);
    if (largest_symmetric_eigen(count_, width, h, values, s) != 0) return false;
    vectors.resize(size(n_, width));
    std::vector<double> image(vectors.size()), norms(static_cast<size_t>(wanted));
    gemm(Op::none, Op::none, n_, width, count_, 1.0, q_.data(), most_, s.data(), width, 0.0, vectors.data(), width);
    gemm(Op::none, Op::none, n_, width, count_, 1.0, gq_.data(), most_, s.data(), width, 0.0, image.data(), width);
    for (int64_t i = 0; i < n_; ++i)
      for (int64_t j = 0; j < wanted; ++j) {
        const size_t entry = size(i, width) + static_cast<size_t>(j), column = static_cast<size_t>(j);
        const double defect = image[entry] - vectors[entry] * values[column];
        norms[column] += defect * defect;
      }
    return std::sqrt(*std::max_element(norms.begin(), norms.end())) <= kResidual * values[0];
  }

 private:
  static size_t size(int64_t rows, int64_t cols) { return static_cast<size_t>(rows * cols); }
  static double &at(std::vector<double> &block, int64_t i, int64_t j) {
    return block[static_cast<size_t>(i * kBlock + j)];
  }

  /* One round against the basis and within the block. */
  bool orthonormalize() {
    if (count_ > 0) {
      std::vector<double> inner(size(count_, kBlock));
      kernel().multiply_transposed(q_.data(), most_, n_, count_, block_.data(), kBlock, inner.data(), kBlock, kBlock);
      for (double &value : inner) value = -value;
      kernel().multiply(q_.data(), most_, n_, count_, inner.data(), kBlock, block_.data(), kBlock, kBlock);
    }
    std::vector<double> r(size(kBlock, kBlock));
    kernel().multiply_transposed(block_.data(), kBlock, n_, kBlock, block_.data(), kBlock, r.data(), kBlock, kBlock);
    if (cholesky(kBlock, r.data()) != 0) return false;
    solve_right_upper(n_, kBlock, r.data(), block_.data());
    change_ = 0;
    for (int64_t j = 0; j < kBlock; ++j) change_ = std::max(change_, std::fabs(at(r, j, j) - 1));
    return true;
  }

  int64_t n_, most_, count_ = 0;
  const std::vector<double> &g_;
  std::vector<double> q_, gq_, h_, block_;
  double change_ = 0; /* of a column's length in the last round */
};

/* Whether all eigenvalues but the leading `wanted` of `values` are below the least of those, or equal to it. */
bool none_missed(int64_t n, int64_t wanted, int64_t width, const std::vector<double> &g,
                 const std::vector<double> &values, const std::vector<double> &vectors) {
  const double bound = values[static_cast<size_t>(wanted - 1)] * (1 + 1e-10) + 1e-12 * values[0];
  std::vector<double> rest(g.size()), scaled(static_cast<size_t>(n * wanted));
  for (size_t at = 0; at < g.size(); ++at) rest[at] = -g[at];
  for (int64_t i = 0; i < n; ++i) {
    rest[static_cast<size_t>(i * n + i)] += bound;
    for (int64_t j = 0; j < wanted; ++j)
      scaled[static_cast<size_t>(i * wanted + j)] =
          vectors[static_cast<size_t>(i * width + j)] * values[static_cast<size_t>(j)];
  }
  gemm(Op::none, Op::transpose, n, n, wanted, 1.0, scaled.data(), wanted, vectors.data(), width, 1.0, rest.data(), n);
  return cholesky(n, rest.data()) == 0;
}

} // namespace

bool leading_eigen(int64_t n, int64_t wanted, int64_t width, std::vector<double> &g, std::vector<double> &values,
                   std::vector<double> &vectors) {
  const int64_t most = std::min(n / 3, kMostDimensions) / kBlock * kBlock;
  if (most < kFirstLook || most < 5 * width || !(g[0] >= 0)) return false;
  mirror(n, g.data());
  Lanczos lanczos(n, g, most);
  for (int64_t next = std::max(kFirstLook, 3 * width); lanczos.count() < most;) {
    if (!lanczos.grow()) return false;
    if (lanczos.count() < std::min(next, most)) continue;
    if (lanczos.look(wanted, width, values, vectors)) return none_missed(n, wanted, width, g, values, vectors);
    next = lanczos.count() + std::max<int64_t>(4 * kBlock, lanczos.count() / 4);
  }
  return false;
}

} // namespace athanor::rowwise
