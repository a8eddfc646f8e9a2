/*
 * Copies between rows that lie anywhere and a column-major block, in tiles that stay in cache, since one side is always
 * read or written across its grain.
 */
#ifndef ATHANOR_TRANSPOSE_TILES_HPP
#define ATHANOR_TRANSPOSE_TILES_HPP

#include <algorithm>
#include <cstdint>

namespace athanor {

/* Tiles of so many rows and columns touch no more pages than a first-level TLB knows. */
inline constexpr int64_t tile_extent = 32;
/* Rows (columns) that are moved together: what shares a cache line on the column-major side. */
inline constexpr int64_t strip = 8;

/* Calls use(row, rows, col, cols) for each tile of a count x width block, down its columns of tiles. */
template <class Use>
void for_each_tile(int64_t count, int64_t width, const Use &use) {
  for (int64_t col = 0; col < width; col += tile_extent)
    for (int64_t row = 0; row < count; row += tile_extent)
      use(row, std::min(tile_extent, count - row), col, std::min(tile_extent, width - col));
}

/* columns[i + j * stride] = rows[i][j] for i < count and j < width. */
template <typename T>
void rows_to_columns(const T *const *rows, int64_t count, int64_t first_col, int64_t width, T *columns,
                     int64_t stride) {
  for_each_tile(count, width, [&](int64_t row, int64_t tile_rows, int64_t col, int64_t tile_cols) {
    int64_t i = row;
    for (; i + strip <= row + tile_rows; i += strip) {
      const T *from[strip];
      for (int64_t s = 0; s < strip; ++s) from[s] = rows[i + s] + first_col + col;
      T *to = columns + i + col * stride;
      for (int64_t j = 0; j < tile_cols; ++j, to += stride)
        for (int64_t s = 0; s < strip; ++s) to[s] = from[s][j];
    }
    for (; i < row + tile_rows; ++i)
      for (int64_t j = col; j < col + tile_cols; ++j) columns[i + j * stride] = rows[i][first_col + j];
  });
}

/* rows[i][first_col + j] = columns[i + j * stride] for i < count and j < width. */
template <typename T>
void columns_to_rows(const T *columns, int64_t stride, int64_t count, int64_t first_col, int64_t width,
                     T *const *rows) {
  for_each_tile(count, width, [&](int64_t row, int64_t tile_rows, int64_t col, int64_t tile_cols) {
    int64_t i = row;
    for (; i + strip <= row + tile_rows; i += strip) {
      T *to[strip];
      for (int64_t s = 0; s < strip; ++s) to[s] = rows[i + s] + first_col + col;
      const T *from = columns + i + col * stride;
      for (int64_t j = 0; j < tile_cols; ++j, from += stride)
        for (int64_t s = 0; s < strip; ++s) to[s][j] = from[s];
    }
    for (; i < row + tile_rows; ++i)
      for (int64_t j = col; j < col + tile_cols; ++j) rows[i][first_col + j] = columns[i + j * stride];
  });
}

} // namespace athanor

#endif
