/*
 * T = A: rows are where they are, so y = A z is local, and w = A'u is a sum over ranks of which every rank gets its
 * own range of columns. Both products of a row block follow each other while the block is in cache.
 *
 * Centred rows are A - 1 m'. Where m is mild no block is centred: y = A z - 1 (m'z), w = A'u - m (1'u).
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
    const bool late = source_.shift_may_wait();
    sum_.assign(twice ? static_cast<size_t>(source_.cols() * width) : 0, 0.0);
    const std::vector<double> start = late ? shift_product(z, width) : std::vector<double>(static_cast<size_t>(width));
    std::vector<double> u_sums(start.size());
    each_block(fused_blocking(source_.cols()).rows, late, [&](int64_t row, int64_t rows, const Block &block) {
      double *y = own_y + row * width;
      for (int64_t i = 0; i < rows; ++i) std::copy(start.begin(), start.end(), y + i * width);
      fused_block(block, rows, source_.cols(), z, width, y, twice ? u + row * width : nullptr, sum_.data());
      if (late && twice) add_rows(u + row * width, rows, u_sums);
    });
    if (late && twice) take_out_shift(u_sums);
    if (late && inspection_.pending()) inspection_.leave_out(static_cast<double>(source_.rows()) * shift_squares());
    finish();
    if (twice) session_.group.sum_scatter(sum_.data(), short_, width, own_w);
  }

  void rough_sweep(Rough kind, std::vector<double> z, int64_t width, double *own_w) override {
    std::vector<double> sum;
    {
      RoughProducts products(kind, source_.cols(), z.data(), width);
      std::vector<double>().swap(z);
      each_block(RoughProducts::block_rows(kind), false,
                 [&](int64_t, int64_t rows, const Block &block) { products.add(block, rows); });
      sum.resize(static_cast<size_t>(source_.cols() * width));
      products.read(sum.data());
    } /* Its memory is not to be there beside what the sum over ranks takes. */
    finish();
    session_.group.sum_scatter(sum.data(), short_, width, own_w);
  }

  void visit_rows(const TakeRows &take) override {
    /* Tall blocks: T'T is updated as a whole by each of them. */
    constexpr int64_t kBytes = 4 << 20, kStep = 256;
    const int64_t fitting = kBytes / static_cast<int64_t>(sizeof(double)) / source_.cols() / kStep * kStep;
    each_block(std::clamp<int64_t>(fitting, kStep, 1024), false,
               [&](int64_t, int64_t rows, const Block &block) { take(block.data, rows, block.stride); });
    finish();
  }

 private:
  template <class Use>
  void each_block(int64_t height, bool unshifted, const Use &use) {
    for (int64_t row = 0; row < source_.rows() && !session_.stop_requested(); row += height) {
      const int64_t rows = std::min(height, source_.rows() - row);
      const Block block = unshifted ? source_.read_unshifted(row, rows, 0, source_.cols())
                                    : source_.read(row, rows, 0, source_.cols());
      session_.tick();
      use(row, rows, block);
      /* Second: arithmetic hides what of the block is still on its way from memory. */
      if (inspection_.pending()) inspection_.see(block, rows, source_.cols());
    }
  }

  /* -m'z */
  std::vector<double> shift_product(const double *z, int64_t width) const {
    std::vector<double> product(static_cast<size_t>(width));
    for (int64_t j = 0; j < source_.cols(); ++j)
      for (int64_t c = 0; c < width; ++c)
        product[static_cast<size_t>(c)] -= source_.shift()[static_cast<size_t>(j)] * z[j * width + c];
    return product;
  }

  static void add_rows(const double *u, int64_t rows, std::vector<double> &sums) {
    const size_t width = sums.size();
    for (int64_t i = 0; i < rows; ++i)
      for (size_t c = 0; c < width; ++c) sums[c] += u[static_cast<size_t>(i) * width + c];
  }

  /* sum_ -= m (1'u) */
  void take_out_shift(const std::vector<double> &u_sums) {
    const size_t width = u_sums.size();
    for (size_t at = 0; at < sum_.size(); ++at) sum_[at] -= source_.shift()[at / width] * u_sums[at % width];
  }

  double shift_squares() const {
    double sum = 0;
    for (const double value : source_.shift()) sum += value * value;
    return sum;
  }

  std::vector<double> sum_;
};

} // namespace

std::unique_ptr<Operator> make_tall_operator(Session &session, RowSource &source) {
  return std::make_unique<TallOperator>(session, source);
}

} // namespace athanor::rowwise
