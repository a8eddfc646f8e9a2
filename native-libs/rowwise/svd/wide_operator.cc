/*
 * T = A': the short side is A's rows, where they are; the long side, A's columns, is cut into even ranges. A is
 * swept in panels of columns, the same on every rank: y = A'z over a panel is a sum over ranks, and when u = y the
 * second product needs all of it, so every rank gets the panel's sum. No rank holds more of the long side than one
 * panel and its own range.
 */
#include <algorithm>
#include <vector>

#include "kernel.h"
#include "operator.h"

namespace athanor::rowwise {
namespace {

/* Values of a panel that a rank holds at once: 8 MiB. */
constexpr int64_t kPanelValues = int64_t{1} << 20;

class WideOperator final : public Operator {
 public:
  WideOperator(Session &session, RowSource &source) : Operator(session, source) {
    short_ = session.group.ranges_of(source.rows());
    long_ = even_ranges(source.cols(), session.group.size());
    int64_t most_rows = 1;
    for (int r = 0; r < session.group.size(); ++r) most_rows = std::max(most_rows, short_.count(r));
    /* A panel of a rank's rows stays in a shared cache if that leaves rows of 4 KiB and more. */
    panel_ = std::clamp<int64_t>((int64_t{4} << 20) / static_cast<int64_t>(sizeof(double)) / most_rows, 512, 1 << 17);
  }

  bool transposed() const override { return true; }

  void sweep(const double *z, int64_t width, double *own_y, Second second, const double *own_u,
             double *own_w) override {
    const double *own_z = z + short_.begin(session_.group.rank()) * width;
    if (second != Second::none) std::fill(own_w, own_w + source_.rows() * width, 0.0);
    const int64_t panel = std::min(panel_, std::max<int64_t>(512, kPanelValues / width));
    for (int64_t col = 0; col < source_.cols(); col += panel) {
      const int64_t cols = std::min(panel, source_.cols() - col);
      sum_.assign(static_cast<size_t>(cols * width), 0.0);
      each_block(col, cols, [&](int64_t row, int64_t rows, const Block &block) {
        if (inspection_.pending()) inspection_.see(block, rows, cols);
        kernel().multiply_transposed(block.data, block.stride, rows, cols, own_z + row * width, width, sum_.data(),
                                     width, width);
      });
      session_.group.sum(sum_.data(), cols * width);
      keep_own_rows(col, cols, width, own_y);
      if (second == Second::none) continue;
      if (second == Second::of_u) share_panel(col, cols, width, own_u);
      each_block(col, cols, [&](int64_t row, int64_t rows, const Block &block) {
        kernel().multiply(block.data, block.stride, rows, cols, sum_.data(), width, own_w + row * width, width, width);
      });
    }
    finish();
  }

  /* As sweep(), but a panel's rows are converted once, and kept for the second product. */
  void rough_sweep(Rough kind, std::vector<double> z, int64_t width, double *own_w) override {
    std::vector<RoughRows> blocks = rough_rows(kind, z.data() + short_.begin(session_.group.rank()) * width, width);
    std::vector<double>().swap(z);
    const int64_t panel = rough_panel();
    RoughSums products;
    RoughBlock y(kind);
    for (int64_t col = 0; col < source_.cols(); col += panel) {
      const int64_t cols = std::min(panel, source_.cols() - col);
      products.clear(cols, width, true);
      each_block(kRoughRows, col, cols, [&](int64_t row, int64_t rows, const Block &block) {
        if (inspection_.pending()) inspection_.see(block, rows, cols);
        RoughRows &here = blocks[static_cast<size_t>(row / kRoughRows)];
        here.a.load(block.data, block.stride, rows, cols);
        here.a.multiply_transposed(here.zt, products, nullptr, nullptr);
      });
      sum_.resize(static_cast<size_t>(cols * width));
      products.read(sum_.data(), width, 1);
      session_.group.sum(sum_.data(), cols * width);
      y.load(sum_.data(), width, cols, width);
      if (!session_.stop_requested())
        for (RoughRows &here : blocks) here.a.multiply(y, here.w, nullptr);
    }
    finish();
    for (size_t b = 0; b < blocks.size(); ++b)
      blocks[b].w.read(own_w + static_cast<int64_t>(b) * kRoughRows * width, width, 1);
  }

  /* Columns of A change places with rows: every rank gets an even share of a panel's columns, all rows of them. */
  void visit_rows(const TakeRows &take) override {
    const Group &group = session_.group;
    const int64_t rows = short_.total();
    const int64_t most = std::max<int64_t>(group.size(), kPanelValues / std::max<int64_t>(rows, 1));
    for (int64_t col = 0; col < source_.cols(); col += most) {
      const int64_t cols = std::min(most, source_.cols() - col);
      const RowRanges shares = even_ranges(cols, group.size());
      const std::vector<double> mine = exchange_columns(col, shares);
      if (!session_.stop_requested()) take(mine.data(), shares.count(group.rank()), rows);
    }
    finish();
  }

 private:
  /* Rows of A in a panel, what of z belongs to them, and their products. */
  struct RoughRows {
    explicit RoughRows(Rough kind) : a(kind), zt(kind) {}
    RoughBlock a, zt;
    RoughSums w;
  };
  static constexpr int64_t kRoughRows = 128;

  std::vector<RoughRows> rough_rows(Rough kind, const double *own_z, int64_t width) const {
    std::vector<RoughRows> blocks;
    std::vector<double> transposed(static_cast<size_t>(kRoughRows * width));
    for (int64_t row = 0; row < source_.rows(); row += kRoughRows) {
      const int64_t rows = std::min(kRoughRows, source_.rows() - row);
      for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < width; ++j)
          transposed[static_cast<size_t>(j * rows + i)] = own_z[(row + i) * width + j];
      RoughRows &block = blocks.emplace_back(kind);
      block.zt.load(transposed.data(), rows, width, rows);
      block.w.clear(rows, width, false);
    }
    return blocks;
  }

  /* Columns of a panel whose pieces, 8 bytes an entry, take about 16 MiB. The same on every rank. */
  int64_t rough_panel() const {
    int64_t most_rows = 1;
    for (int r = 0; r < session_.group.size(); ++r) most_rows = std::max(most_rows, short_.count(r));
    return std::clamp<int64_t>((int64_t{2} << 20) / most_rows / 32 * 32, 32, 512);
  }

  template <class Use>
  void each_block(int64_t col, int64_t cols, const Use &use) {
    each_block(RowSource::block_rows(cols), col, cols, use);
  }

  template <class Use>
  void each_block(int64_t height, int64_t col, int64_t cols, const Use &use) {
    for (int64_t row = 0; row < source_.rows() && !session_.stop_requested(); row += height) {
      const int64_t rows = std::min(height, source_.rows() - row);
      session_.tick();
      use(row, rows, source_.read(row, rows, col, cols));
    }
  }

  /* The part of a panel that lies in this rank's range of the long side. */
  struct Overlap {
    int64_t begin;
    int64_t end;
  };
  Overlap overlap(int64_t col, int64_t cols) const {
    const int rank = session_.group.rank();
    const int64_t begin = std::max(col, long_.begin(rank));
    return {begin, std::max(begin, std::min(col + cols, long_.end(rank)))};
  }

  void keep_own_rows(int64_t col, int64_t cols, int64_t width, double *own_y) const {
    const auto [begin, end] = overlap(col, cols);
    std::copy(sum_.data() + (begin - col) * width, sum_.data() + (end - col) * width,
              own_y + (begin - long_.begin(session_.group.rank())) * width);
  }

  /* Fills the panel buffer with u's rows of the panel, each from its owner. */
  void share_panel(int64_t col, int64_t cols, int64_t width, const double *own_u) {
    std::fill(sum_.begin(), sum_.end(), 0.0);
    const auto [begin, end] = overlap(col, cols);
    const double *from = own_u + (begin - long_.begin(session_.group.rank())) * width;
    std::copy(from, from + (end - begin) * width, sum_.data() + (begin - col) * width);
    session_.group.sum(sum_.data(), cols * width);
  }

  /* This rank's share of columns [col, col + shares.total()), as rows of T. */
  std::vector<double> exchange_columns(int64_t col, const RowRanges &shares) {
    const Group &group = session_.group;
    const int64_t own_rows = source_.rows(), all_rows = short_.total(), cols = shares.total();
    std::vector<double> send(static_cast<size_t>(own_rows * cols));
    each_block(col, cols, [&](int64_t row, int64_t rows, const Block &block) {
      if (inspection_.pending()) inspection_.see(block, rows, cols);
      for (int64_t j = 0; j < cols; ++j)
        for (int64_t i = 0; i < rows; ++i)
          send[static_cast<size_t>(j * own_rows + row + i)] = block.data[i * block.stride + j];
    });
    const int64_t own_cols = shares.count(group.rank());
    std::vector<double> received(static_cast<size_t>(own_cols * all_rows));
    std::vector<int> out, out_at, in, in_at;
    for (int r = 0; r < group.size(); ++r) {
      out.push_back(static_cast<int>(own_rows * shares.count(r)));
      out_at.push_back(static_cast<int>(own_rows * shares.begin(r)));
      in.push_back(static_cast<int>(short_.count(r) * own_cols));
      in_at.push_back(static_cast<int>(short_.begin(r) * own_cols));
    }
    check_mpi(MPI_Alltoallv(send.data(), out.data(), out_at.data(), MPI_DOUBLE, received.data(), in.data(),
                            in_at.data(), MPI_DOUBLE, group.comm()),
              "MPI_Alltoallv");
    std::vector<double> rows(static_cast<size_t>(own_cols * all_rows));
    for (int r = 0; r < group.size(); ++r)
      for (int64_t j = 0; j < own_cols; ++j) {
        const double *from = received.data() + in_at[static_cast<size_t>(r)] + j * short_.count(r);
        std::copy(from, from + short_.count(r), rows.data() + j * all_rows + short_.begin(r));
      }
    return rows;
  }

  int64_t panel_;
  std::vector<double> sum_;
};

} // namespace

std::unique_ptr<Operator> make_wide_operator(Session &session, RowSource &source) {
  return std::make_unique<WideOperator>(session, source);
}

} // namespace athanor::rowwise
