#include "fused_pass.h"

#include <algorithm>

#include "kernel.h"

namespace athanor {

FusedBlocking fused_blocking(int64_t cols) {
  constexpr int64_t kRows = 48, kPanel = 1024, kMostCols = 1 << 15;
  const int64_t fitting = RowSource::block_rows(cols);
  return fitting >= kRows || cols > kMostCols ? FusedBlocking{fitting, cols} : FusedBlocking{kRows, kPanel};
}

void fused_block(const Block &block, int64_t rows, int64_t cols, const double *z, int64_t width, double *y,
                 const double *u, double *w) {
  const int64_t panel = fused_blocking(cols).cols;
  for (int64_t col = 0; col < cols; col += panel)
    kernel().multiply(block.data + col, block.stride, rows, std::min(panel, cols - col), z + col * width, width, y,
                      width, width);
  if (u == nullptr) return;
  for (int64_t col = 0; col < cols; col += panel)
    kernel().multiply_transposed(block.data + col, block.stride, rows, std::min(panel, cols - col), u, width,
                                 w + col * width, width, width);
}

} // namespace athanor
