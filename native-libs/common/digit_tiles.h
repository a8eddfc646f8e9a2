/*
 * What sliced_gram.cc needs of a processor with matrix tiles; one table per instruction set, as in kernel.h.
 *
 * Columns go in panels of kPanel, rows in chunks of kChunk. A panel's digits are tiles of 1 KiB, ordered by chunk, then
 * by digit, leading one first. Within a tile of `right` four rows of a column are neighbours, then come the columns,
 * then the next four rows; in a tile of `left` all rows of a column are neighbours.
 */
#ifndef ATHANOR_COMMON_DIGIT_TILES_H
#define ATHANOR_COMMON_DIGIT_TILES_H

#include <cstdint>

namespace athanor {

struct DigitTiles {
  static constexpr int64_t kPanel = 16;
  static constexpr int64_t kChunk = 64;
  static constexpr int64_t kDigits = 5;
  /* The largest magnitude of a fixed-point number whose five bytes can be signed digits: 2^39 - 0x80808080 - 1. */
  static constexpr double kTop = 547599908735.0;

  /* Where tiles start, so that no row of one straddles two cache lines. */
  static constexpr int64_t kAlignment = 64;

  /* Bytes of a panel of so many chunks. */
  static constexpr int64_t panel_bytes(int64_t chunks) { return kPanel * kChunk * kDigits * chunks; }

  /* Whether processor and operating system let this process use the tiles. */
  bool (*usable)();

  /* Rows of A, less a shift: `shift` has as many entries as whole panels have columns. */
  struct Rows {
    const double *data;
    int64_t stride;
    int64_t count;
    int64_t cols;
    const double *shift;
  };

  /* All panels of round((A - shift) scale), rows filled up with zeros to whole chunks; meaningless where that is beyond
   * kTop. Each column's sum of A - shift is added to `sums`. Returns the largest magnitude of an entry of A - shift,
   * infinity or NaN where an entry is. */
  double (*pack)(const Rows &rows, double scale, int8_t *right, double *sums);
  /* The same digits of one panel as a left factor. */
  void (*transpose)(const int8_t *right, int64_t chunks, int8_t *left);
  /* gram[i][j] += unscale (left' right)[i][j] for the leading height x width of a block of one panel of rows, as many
   * panels of columns as `width` needs. */
  void (*multiply)(const int8_t *left, const int8_t *right, int64_t chunks, double unscale, double *gram,
                   int64_t stride, int64_t height, int64_t width);
};

} // namespace athanor

#endif
