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
/* Where no entry is larger all count as zero: their scale would not be a number. */
constexpr double kSmallest = 0x1p-960;

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

/* The least power of two that is not below. */
double power_above(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return std::ldexp(1.0, fraction == 0.5 ? exponent - 1 : exponent);
}

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
    for (std::vector<double> *columns : {&shift, &sums}) columns->assign(static_cast<size_t>(panels * kPanel), 0.0);
  }

  AlignedBytes right, left;
  std::vector<double> shift, sums; /* an entry per column of whole panels */
};

SlicedGram::SlicedGram(int64_t cols)
    : cols_(cols),
      limit_(kSmallest),
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
  for (;;) {
    std::fill(d.sums.begin(), d.sums.end(), 0.0);
    const double largest = tiles()->pack(block, DigitTiles::kTop / limit_, d.right.get(), d.sums.data());
    finite_ = std::isfinite(largest);
    if (!finite_) return;
    if (largest <= limit_) break;
    limit_ = power_above(largest);
  }
  for (size_t j = 0; j < sums_.size(); ++j) sums_[j] += d.sums[j];
  multiply_panels(chunks_of(count));
}

void SlicedGram::multiply_panels(int64_t chunks) {
  Digits &d = *digits_;
  const int64_t bytes = DigitTiles::panel_bytes(chunks);
  const double unscale = limit_ / DigitTiles::kTop;
  for (int64_t i = 0, p = 0; i < cols_; i += kPanel, ++p) {
    tiles()->transpose(d.right.get() + p * bytes, chunks, d.left.get());
    tiles()->multiply(d.left.get(), d.right.get() + p * bytes, chunks, unscale * unscale,
                      gram_.data() + i * cols_ + i, cols_, std::min(kPanel, cols_ - i), cols_ - i);
  }
}

} // namespace athanor
