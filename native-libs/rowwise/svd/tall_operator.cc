/*
 * T = A: rows are where they are, so y = A z is local, and w = A'u is a sum over ranks of which every rank gets its
 * own range of columns. Both products of a row block follow each other while the block is in cache.
 */
#include <algorithm>
#include <vector>

#include "fused_pass.h"
#include "operator.h"
#include "rough_products.h"

namespace athanor::rowwise {
namespace {

class TallOperator final : public Operator {
 public:
  TallOperator(Session &session, RowSource &source) : Operator(session, source) {
    long_ = session.group.ranges_of(source.rows());
    short_ = even_ranges(source.cols(), session.group.size());
  }

  bool transposed() const override { return false; }

  void sweep(const double *z, int64_t width, double *own_y, Second second, const double *own_u,
             double *own_w) override {
    const bool twice = second != Second::none;
    const double *u = second == Second::of_u ? own_u : own_y;
    sum_.assign(twice ? static_cast<size_t>(source_.cols() * width) : 0, 0.0);
    std::fill(own_y, own_y + source_.rows() * width, 0.0);
    each_block(fused_blocking(source_.cols()).rows, [&](int64_t row, int64_t rows, const Block &block) {
      fused_block(block, rows, source_.cols(), z, width, own_y + row * width, twice ? u + row * width : nullptr,
                  sum_.data());
    });
    finish();
    if (twice) session_.group.sum_scatter(sum_.data(), short_, width, own_w);
  }

  void rough_sweep(Rough kind, const double *z, int64_t width, double *own_w) override {
    RoughProducts products(kind, source_.cols(), z, width);
    each_block(RoughProducts::block_rows(kind),
               [&](int64_t, int64_t rows, const Block &block) { products.add(block, rows); });
    sum_.resize(static_cast<size_t>(source_.cols() * width));
    products.read(sum_.data());
    finish();
    session_.group.sum_scatter(sum_.data(), short_, width, own_w);
  }

  void visit_rows(const TakeRows &take) override {
    /* Tall blocks: T'T is updated as a whole by each of them. */
    constexpr int64_t kBytes = 4 << 20, kStep = 256;
    const int64_t fitting = kBytes / static_cast<int64_t>(sizeof(double)) / source_.cols() / kStep * kStep;
    each_block(std::clamp<int64_t>(fitting, kStep, 1024),
               [&](int64_t, int64_t rows, const Block &block) { take(block.data, rows, block.stride); });
    finish();
  }

 private:
  template <class Use>
  void each_block(int64_t height, const Use &use) {
    for (int64_t row = 0; row < source_.rows() && !session_.stop_requested(); row += height) {
      const int64_t rows = std::min(height, source_.rows() - row);
      const Block block = source_.read(row, rows, 0, source_.cols());
      session_.tick();
      if (inspection_.pending()) inspection_.see(block, rows, source_.cols());
      use(row, rows, block);
    }
  }

  std::vector<double> sum_;
};

} // namespace

std::unique_ptr<Operator> make_tall_operator(Session &session, RowSource &source) {
  return std::make_unique<TallOperator>(session, source);
}

} // namespace athanor::rowwise
