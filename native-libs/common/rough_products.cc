#include "rough_products.h"

#include <algorithm>

namespace athanor {

RoughProducts::RoughProducts(Rough kind, int64_t cols, const double *z, int64_t width)
    : cols_(cols), width_(width), yt_(kind) {
  for (int64_t col = 0; col < cols; col += kPanel) {
    Panel &panel = panels_.emplace_back(kind);
    const int64_t wide = panel_cols(panels_.size() - 1);
    panel.z.load(z + col * width, width, wide, width);
    panel.w.clear(wide, width, true);
  }
}

int64_t RoughProducts::panel_cols(size_t panel) const {
  return std::min(kPanel, cols_ - static_cast<int64_t>(panel) * kPanel);
}

void RoughProducts::add(const Block &block, int64_t rows) {
  const size_t count = panels_.size();
  y_.clear(rows, width_, false);
  for (size_t p = 0; p < count; ++p) {
    Panel &panel = panels_[p], &next = panels_[(p + 1) % count];
    panel.a.load(block.data + static_cast<int64_t>(p) * kPanel, block.stride, rows, panel_cols(p));
    panel.a.multiply(panel.z, y_, &next.z);
    panel.a.lend_memory(next.a);
  }
  transposed_.resize(static_cast<size_t>(rows * width_));
  y_.read(transposed_.data(), 1, rows);
  yt_.load(transposed_.data(), rows, width_, rows);
  for (size_t p = 0; p < count; ++p) {
    const Panel *next = p + 1 < count ? &panels_[p + 1] : nullptr;
    panels_[p].a.multiply_transposed(yt_, panels_[p].w, next ? &next->a : nullptr, next ? &next->w : nullptr);
  }
}

void RoughProducts::read(double *w) const {
  for (size_t p = 0; p < panels_.size(); ++p)
    panels_[p].w.read(w + static_cast<int64_t>(p) * kPanel * width_, width_, 1);
}

} // namespace athanor
