#include "sliced_gram.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>

#include "digit_tiles.h"

namespace athanor {

#ifdef ATHANOR_AMX
extern const DigitTiles kDigitTilesAmx;
#endif

namespace {

constexpr int64_t kPanel = DigitTiles::kPanel;
/* Columns with no larger entry count as zero: their scale would not be a number. */
constexpr double kSmallest = 1e-290;

/* ATHANOR_KERNEL, which forces a kernel of kernel_select.cc, does so here too: those have no tiles. */
const DigitTiles *choose() {
  if (std::getenv("ATHANOR_KERNEL") != nullptr) return nullptr;
#ifdef ATHANOR_AMX
  if (kDigitTilesAmx.usable()) return &kDigitTilesAmx;
#endif
  return nullptr;
}

const DigitTiles *tiles() {
  static const DigitTiles *const chosen = choose();
  return chosen;
}

int64_t panels_of(int64_t cols) { return (cols + kPanel - 1) / kPanel; }
int64_t chunks_of(int64_t rows) { return (rows + DigitTiles::kChunk - 1) / DigitTiles::kChunk; }

struct FreeAligned {
  void operator()(int8_t *bytes) const { ::operator delete[](bytes, std::align_val_t{DigitTiles::kAlignment}); }
};
using AlignedBytes = std::unique_ptr<int8_t[], FreeAligned>;

AlignedBytes aligned_bytes(int64_t count) {
  void *bytes = ::operator new[](static_cast<size_t>(count), std::align_val_t{DigitTiles::kAlignment});
  return AlignedBytes(static_cast<int8_t *>(bytes));
}

} // namespace

bool SlicedGram::available() { return tiles() != nullptr; }

struct SlicedGram::Digits {
  explicit Digits(int64_t panels)
      : right(aligned_bytes(panels * DigitTiles::panel_bytes(chunks_of(kBlockRows)))),
        left(aligned_bytes(DigitTiles::panel_bytes(chunks_of(kBlockRows)))) {
    for (std::vector<double> *columns : {&shift, &largest, &sums, &scale, &unscale})
      columns->assign(static_cast<size_t>(panels * kPanel), 0.0);
  }

  AlignedBytes right, left;
  std::vector<double> shift, largest, sums, scale, unscale; /* an entry per column of whole panels */
};

SlicedGram::SlicedGram(int64_t cols)
    : cols_(cols),
      sums_(static_cast<size_t>(cols)),
      gram_(static_cast<size_t>(cols * cols)),
      digits_(std::make_unique<Digits>(panels_of(cols))) {}

SlicedGram::~SlicedGram() = default;

void SlicedGram::add(const double *rows, int64_t count, int64_t stride, const double *shift) {
  if (shift != nullptr) std::copy_n(shift, cols_, digits_->shift.begin());
  for (int64_t row = 0; row < count && finite_; row += kBlockRows)
    add_block(rows + row * stride, std::min(kBlockRows, count - row), stride);
}

void SlicedGram::add_block(const double *rows, int64_t count, int64_t stride) {
  Digits &d = *digits_;
  const DigitTiles::Rows block{rows, stride, count, cols_, d.shift.data()};
  std::fill(d.sums.begin(), d.sums.end(), 0.0);
  tiles()->extremes(block, d.largest.data(), d.sums.data());
  for (size_t j = 0; j < sums_.size(); ++j) {
    sums_[j] += d.sums[j];
    if (!std::isfinite(d.largest[j])) finite_ = false;
    largest_ = std::max(largest_, d.largest[j]);
    const bool zero = !(d.largest[j] > kSmallest);
    d.scale[j] = zero ? 0 : DigitTiles::kTop / d.largest[j];
    d.unscale[j] = zero ? 0 : d.largest[j] / DigitTiles::kTop;
  }
  if (!finite_) return;
  tiles()->pack(block, d.scale.data(), d.right.get());
  multiply_panels(chunks_of(count));
}

void SlicedGram::multiply_panels(int64_t chunks) {
  Digits &d = *digits_;
  const int64_t bytes = DigitTiles::panel_bytes(chunks);
  for (int64_t i = 0, p = 0; i < cols_; i += kPanel, ++p) {
    tiles()->transpose(d.right.get() + p * bytes, chunks, d.left.get());
    tiles()->multiply(d.left.get(), d.right.get() + p * bytes, chunks, d.unscale.data() + i, d.unscale.data() + i,
                      gram_.data() + i * cols_ + i, cols_, std::min(kPanel, cols_ - i), cols_ - i);
  }
}

} // namespace athanor
