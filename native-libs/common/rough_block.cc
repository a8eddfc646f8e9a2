#include "rough_block.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "rough_tiles.h"

namespace athanor {

namespace {

constexpr int64_t kSide = RoughTiles::kSide, kDepth = RoughTiles::kDepth, kSums = RoughTiles::kSums;
static_assert(RoughBlock::kWidthStep == kDepth);

/* ATHANOR_KERNEL, which forces a kernel of kernel_select.cc, does so here too: those have no tiles. */
const RoughTiles *choose([[maybe_unused]] int64_t pieces) {
  if (std::getenv("ATHANOR_KERNEL") != nullptr) return nullptr;
#ifdef ATHANOR_AMX_BF16
  return rough_tiles_amx(pieces);
#else
  return nullptr;
#endif
}

const RoughTiles *tiles(Rough kind) {
  static const RoughTiles *const chosen[] = {choose(1), choose(2)};
  return chosen[static_cast<int>(kind) - 1];
}

int64_t chunks_of(int64_t count) { return (count + kDepth - 1) / kDepth; }
int64_t groups_of(int64_t count) { return 2 * chunks_of(count); }

} // namespace

void RoughSums::clear(int64_t rows, int64_t width, bool transposed) {
  rows_ = rows;
  width_ = width;
  transposed_ = transposed;
  const int64_t count = groups_of(rows) * groups_of(width) * kSums;
  tiles_.reserve(count);
  std::fill_n(tiles_.data(), count, 0.0f);
}

int64_t RoughSums::bytes() const { return groups_of(rows_) * groups_of(width_) * kSums * 4; }

void RoughSums::read(double *to, int64_t row_step, int64_t column_step) const {
  const float *tile = tiles_.data();
  const int64_t line_step = transposed_ ? column_step : row_step, entry_step = transposed_ ? row_step : column_step;
  for (int64_t row = 0; row < groups_of(rows_) * kSide; row += kSide)
    for (int64_t column = 0; column < groups_of(width_) * kSide; column += kSide, tile += kSums) {
      const int64_t rows = std::clamp<int64_t>(rows_ - row, 0, kSide);
      const int64_t columns = std::clamp<int64_t>(width_ - column, 0, kSide);
      const int64_t lines = transposed_ ? columns : rows, entries = transposed_ ? rows : columns;
      double *from_here = to + row * row_step + column * column_step;
      for (int64_t i = 0; i < lines; ++i)
        for (int64_t j = 0; j < entries; ++j)
          from_here[i * line_step + j * entry_step] = static_cast<double>(tile[i * kSide + j]);
    }
}

bool RoughBlock::available() { return tiles(Rough::single) != nullptr; }

int64_t RoughBlock::bytes() const {
  return chunks_of(rows_) * groups_of(cols_) * static_cast<int64_t>(kind_) * RoughTiles::kTile * 2;
}

void RoughBlock::load(const double *a, int64_t stride, int64_t rows, int64_t cols) {
  rows_ = rows;
  cols_ = cols;
  across_.reserve(bytes() / 2);
  down_.reserve(bytes() / 2);
  tiles(kind_)->convert(a, stride, rows, cols, across_.data(), chunks_of(cols), down_.data(), groups_of(cols));
}

void RoughBlock::multiply(const RoughBlock &z, RoughSums &y, const RoughBlock *next_z) const {
  RoughAhead ahead;
  if (next_z != nullptr) ahead = {{next_z->down_.data(), nullptr}, {next_z->bytes(), 0}};
  tiles(kind_)->multiply(across_.data(), chunks_of(cols_), groups_of(rows_), chunks_of(cols_), z.down_.data(),
                         groups_of(z.cols_), y.data(), ahead);
}

void RoughBlock::multiply_transposed(const RoughBlock &yt, RoughSums &w, const RoughBlock *next,
                                     const RoughSums *next_w) const {
  RoughAhead ahead;
  if (next != nullptr) ahead = {{next->down_.data(), next_w->data()}, {next->bytes(), next_w->bytes()}};
  tiles(kind_)->multiply_transposed(down_.data(), groups_of(cols_), chunks_of(rows_), groups_of(cols_),
                                    yt.across_.data(), groups_of(yt.rows_), w.data(), ahead);
}

} // namespace athanor
