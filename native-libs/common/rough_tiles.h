/*
 * What rough_block.cc needs of a processor with matrix tiles for bfloat16; one table per instruction set, as in kernel.h.
 *
 * A value is the nearest bfloat16, or two pieces: that and the nearest one to what it leaves, 17 bits. A tile is 16 lines
 * of 64 bytes, 512 pieces; the tile of the first pieces is followed by that of the second ones. Of a factor's rows and
 * columns the side summed over goes in chunks of kDepth = 32, the other one in groups of kSide = 16:
 *
 *   across:  a line holds 32 columns of a row
 *   down:    a line holds two rows of 16 columns, the two values of a column side by side
 *
 * What A is multiplied by is laid out `down` (right); what A' is multiplied by is transposed and laid out `across` (left).
 *
 * Sums are tiles of 16 x 16 floats.
 */
#ifndef ATHANOR_COMMON_ROUGH_TILES_H
#define ATHANOR_COMMON_ROUGH_TILES_H

#include <cstdint>

namespace athanor {

/* What the next product reads: its lines of cache are asked for during this one. */
struct RoughAhead {
  const void *data[2] = {nullptr, nullptr};
  int64_t bytes[2] = {0, 0};
};

struct RoughTiles {
  static constexpr int64_t kSide = 16;
  static constexpr int64_t kDepth = 32;
  static constexpr int64_t kSums = kSide * kSide;
  static constexpr int64_t kTile = kSide * kDepth; /* values */

  int64_t pieces; /* of a value: 1 or 2 */

  /* Both layouts of a row-major matrix, filled up with zeros to whole chunks of rows and of columns. `across` goes on
   * by across_step tiles for the next group of rows, `down` by down_step for the next chunk of rows. */
  void (*convert)(const double *a, int64_t stride, int64_t rows, int64_t cols, uint16_t *across, int64_t across_step,
                  uint16_t *down, int64_t down_step);

  /* y += A z. across: row_groups x chunks, right: chunks x width_groups, y: row_groups x width_groups tiles. */
  void (*multiply)(const uint16_t *across, int64_t across_step, int64_t row_groups, int64_t chunks,
                   const uint16_t *right, int64_t width_groups, float *y, const RoughAhead &ahead);
  /* w += A'y. down: chunks x col_groups, left: width_groups x chunks, w: col_groups x width_groups tiles, of which a
   * line is a column of w. */
  void (*multiply_transposed)(const uint16_t *down, int64_t down_step, int64_t chunks, int64_t col_groups,
                              const uint16_t *left, int64_t width_groups, float *w, const RoughAhead &ahead);
};

/* One table for each number of pieces; null where processor or operating system do not let this process use tiles. */
const RoughTiles *rough_tiles_amx(int64_t pieces);

} // namespace athanor

#endif
