/*
 * T = A: rows are where they are, so y = A z is local, and w = A'u is a sum over ranks of which every rank gets its
 * own range of columns. Both products of a row block follow each other while the block is in cache.
 */
#include <algorithm>
#include <vector>

#include "kernel.h"
#include "operator.h"

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
    const Blocking blocking = blocking_of(source_.cols());
    each_block(blocking.rows, [&](int64_t row, int64_t rows, const Block &block) {
      each_panel(blocking.cols, [&](int64_t col, int64_t cols) {
        kernel().multiply(block.data + col, block.stride, rows, cols, z + col * width, width, own_y + row * width,
                          width, width);
      });
      if (!twice) return;
      each_panel(blocking.cols, [&](int64_t col, int64_t cols) {
        kernel().multiply_transposed(block.data + col, block.stride, rows, cols, u + row * width, width,
                                     sum_.data() + col * width, width, width);
      });
    });
    finish();
    if (twice) session_.group.sum_scatter(sum_.data(), short_, width, own_w);
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
  /* Rows whose two products follow each other, and the columns that a product takes at a time. */
  struct Blocking {
    int64_t rows;
    int64_t cols;
  };

  /*
   * Narrow rows: so many that they stay in the second-level cache. Broad ones would be too few for that: each of them
   * needs all of z and w, which are then what comes from beyond that cache. So more rows, read from there twice, and
   * columns in panels whose part of z or w stays in it.
   */
  static Blocking blocking_of(int64_t cols) {
    constexpr int64_t kRows = 48, kPanel = 1024, kMostCols = 1 << 15;
    const int64_t fitting = RowSource::block_rows(cols);
    return fitting >= kRows || cols > kMostCols ? Blocking{fitting, cols} : Blocking{kRows, kPanel};
  }

  template <class Use>
  void each_panel(int64_t most, const Use &use) const {
    for (int64_t col = 0; col < source_.cols(); col += most) use(col, std::min(most, source_.cols() - col));
  }

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
