/*
 * w += A'(A z) in low precision, for blocks of A's rows as they come from memory.
 *
 * A block goes in panels of columns that stay in the second-level cache: each is converted and multiplied at once, and
 * waits, converted, for the second product.
 *
 * Roofline of a core at 10 GB/s: 0.8 ns an entry for A, and half of that for the parts of z and w and the converted block
 * that go to and from the third-level cache; 0.2 to 0.4 ns of products.
 */
#ifndef ATHANOR_COMMON_ROUGH_PRODUCTS_H
#define ATHANOR_COMMON_ROUGH_PRODUCTS_H

#include <vector>

#include "rough_block.h"
#include "row_source.h"

namespace athanor {

class RoughProducts {
 public:
  /* Rows of a block: they share what is read and written of z and w, and stay in the cache, or near it, between the
   * products. */
  static constexpr int64_t block_rows(Rough kind) { return kind == Rough::single ? 128 : 64; }

  /* z: cols x width, row-major, width a multiple of RoughBlock::kWidthStep. */
  RoughProducts(Rough kind, int64_t cols, const double *z, int64_t width);

  /* Takes a block of at most block_rows() rows. */
  void add(const Block &block, int64_t rows);
  /* w, cols x width. */
  void read(double *w) const;

 private:
  static constexpr int64_t kPanel = 512;
  struct Panel {
    explicit Panel(Rough kind) : a(kind), z(kind) {}
    RoughBlock a, z;
    RoughSums w;
  };

  int64_t panel_cols(size_t panel) const;

  int64_t cols_;
  int64_t width_;
  std::vector<Panel> panels_;
  RoughSums y_;
  std::vector<double> transposed_;
  RoughBlock yt_;
};

} // namespace athanor

#endif
