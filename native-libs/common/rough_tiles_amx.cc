/*
 * AMX: eight tiles of 16 rows of 64 bytes. Four hold the sums of 2 x 2 tiles, four the factors, so that each load serves
 * two products: 4 loads for the 4 products of single pieces, 10 loads for the 12 of three pairs of pieces (the second
 * pieces' product is no larger than what third ones would add, which there are none of). Nothing here but pointers: this
 * file alone is compiled for these instructions.
 *
 * Roofline: a product of tiles is 8192 multiplications in 16 cycles. With 64 columns both products of a pass take 0.25
 * cycles an entry for single pieces, 0.75 for pairs, its conversion 0.5; from memory it takes 2. What is
 * read again and again, but is too much for the second-level cache, would take longer than all that: it is asked for
 * ahead, a line now and then.
 */
#include "amx.h"
#include "rough_tiles.h"

namespace athanor {
namespace {

constexpr int64_t kSide = RoughTiles::kSide, kDepth = RoughTiles::kDepth, kSums = RoughTiles::kSums;
constexpr int64_t kTile = RoughTiles::kTile;

bool usable() { return __builtin_cpu_supports("avx512bf16") && tiles_usable(TileProducts::bfloat16); }

/* Asks for the lines of what comes next, as many at a time as spread them over the steps of a product. */
class Fetch {
 public:
  Fetch(const RoughAhead &ahead, int64_t steps) : ahead_(ahead) {
    each_ = ((ahead.bytes[0] + ahead.bytes[1]) / kLine + steps - 1) / steps;
  }

  inline void step() {
    for (int64_t i = 0; i < each_; ++i) {
      if (at_ >= ahead_.bytes[part_]) {
        if (part_ == 1) return;
        part_ = 1;
        at_ = 0;
      }
      _mm_prefetch(static_cast<const char *>(ahead_.data[part_]) + at_, _MM_HINT_T1);
      at_ += kLine;
    }
  }

 private:
  static constexpr int64_t kLine = 64;
  const RoughAhead &ahead_;
  int64_t each_, at_ = 0;
  int part_ = 0;
};

/* 32 columns of one row. The second pieces mean nothing where there is one. */
struct Pieces {
  __m512i first;
  __m512i second;
};

inline __m512 sixteen(const double *row, int64_t left) {
  const __m256 low = _mm512_cvtpd_ps(_mm512_maskz_loadu_pd(lanes(left), row));
  const __m256 high = _mm512_cvtpd_ps(_mm512_maskz_loadu_pd(lanes(left - 8), row + 8));
  return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
}

inline __m512 widened(__m256i pieces) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(pieces), 16));
}

template <int kPieces>
inline Pieces split(const double *row, int64_t left) {
  const __m512 low = sixteen(row, left), high = sixteen(row + 16, left - 16);
  const __m512i first = (__m512i)_mm512_cvtne2ps_pbh(high, low);
  if (kPieces == 1) return {first, first};
  const __m512 rest_low = _mm512_sub_ps(low, widened(_mm512_castsi512_si256(first)));
  const __m512 rest_high = _mm512_sub_ps(high, widened(_mm512_extracti64x4_epi64(first, 1)));
  return {first, (__m512i)_mm512_cvtne2ps_pbh(rest_high, rest_low)};
}

/* Two rows of 16 columns, side by side: the leading columns of both, or the others. */
inline void store_pairs(__m512i even, __m512i odd, uint16_t *low, uint16_t *high) {
  alignas(64) static constexpr uint16_t kLow[32] = {0,  32, 1,  33, 2,  34, 3,  35, 4,  36, 5,  37, 6,  38, 7,  39,
                                                    8,  40, 9,  41, 10, 42, 11, 43, 12, 44, 13, 45, 14, 46, 15, 47};
  const __m512i leading = _mm512_load_si512(kLow);
  const __m512i others = _mm512_add_epi16(leading, _mm512_set1_epi16(16));
  _mm512_store_si512(low, _mm512_permutex2var_epi16(even, leading, odd));
  _mm512_store_si512(high, _mm512_permutex2var_epi16(even, others, odd));
}

template <int kPieces>
inline Pieces row_pieces(const double *a, int64_t stride, int64_t rows, int64_t row, int64_t left) {
  if (row >= rows) return {_mm512_setzero_si512(), _mm512_setzero_si512()};
  /* The next chunks of the row are on their way meanwhile. */
  const char *ahead = reinterpret_cast<const char *>(a + row * stride + 2 * kDepth);
  for (int64_t line = 0; line < 4; ++line) _mm_prefetch(ahead + 64 * line, _MM_HINT_T0);
  return split<kPieces>(a + row * stride, left);
}

/* 32 x 32 values: two tiles of `across`, across_step apart, and two neighbours of `down`. */
template <int kPieces>
inline void convert_square(const double *a, int64_t stride, int64_t rows, int64_t left, uint16_t *across,
                           int64_t across_step, uint16_t *down) {
  constexpr int64_t kValues = kPieces * kTile;
  for (int64_t row = 0; row < kDepth; row += 2) {
    const Pieces even = row_pieces<kPieces>(a, stride, rows, row, left);
    const Pieces odd = row_pieces<kPieces>(a, stride, rows, row + 1, left);
    uint16_t *line = across + row / kSide * across_step * kValues + row % kSide * kDepth;
    _mm512_store_si512(line, even.first);
    _mm512_store_si512(line + kDepth, odd.first);
    uint16_t *pair = down + row / 2 * kDepth;
    store_pairs(even.first, odd.first, pair, pair + kValues);
    if (kPieces == 1) continue;
    _mm512_store_si512(line + kTile, even.second);
    _mm512_store_si512(line + kTile + kDepth, odd.second);
    store_pairs(even.second, odd.second, pair + kTile, pair + kValues + kTile);
  }
}

template <int kPieces>
void convert(const double *a, int64_t stride, int64_t rows, int64_t cols, uint16_t *across, int64_t across_step,
             uint16_t *down, int64_t down_step) {
  constexpr int64_t kValues = kPieces * kTile;
  for (int64_t row = 0; row < rows; row += kDepth)
    for (int64_t col = 0; col < cols; col += kDepth)
      convert_square<kPieces>(a + row * stride + col, stride, rows - row, cols - col,
                              across + (row / kSide * across_step + col / kDepth) * kValues, across_step,
                              down + (row / kDepth * down_step + col / kSide) * kValues);
}

/* Tiles 0 to 3: += the products of two tiles of a with two of b, all but the product of the second pieces. */
template <int kPieces>
inline void multiply_add(const uint16_t *a0, const uint16_t *a1, const uint16_t *b0, const uint16_t *b1) {
  _tile_loadd(4, a0, 64);
  _tile_loadd(6, b0, 64);
  _tile_dpbf16ps(0, 4, 6);
  _tile_loadd(7, b1, 64);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, a1, 64);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);
  if (kPieces == 1) return;

  _tile_loadd(4, a0 + kTile, 64);
  _tile_dpbf16ps(0, 4, 6);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, a1 + kTile, 64);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);

  _tile_loadd(4, a0, 64);
  _tile_loadd(6, b0 + kTile, 64);
  _tile_dpbf16ps(0, 4, 6);
  _tile_loadd(7, b1 + kTile, 64);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, a1, 64);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);
}

inline void load_sums(const float *s0, const float *s1, const float *s2, const float *s3) {
  _tile_loadd(0, s0, 64);
  _tile_loadd(1, s1, 64);
  _tile_loadd(2, s2, 64);
  _tile_loadd(3, s3, 64);
}

inline void store_sums(float *s0, float *s1, float *s2, float *s3) {
  _tile_stored(0, s0, 64);
  _tile_stored(1, s1, 64);
  _tile_stored(2, s2, 64);
  _tile_stored(3, s3, 64);
}

/* The intrinsics do not tell the compiler what memory they touch. */
class TileUse {
 public:
  TileUse() {
    __asm__ volatile("" ::: "memory");
    _tile_loadconfig(&config_);
  }
  ~TileUse() {
    _tile_release();
    __asm__ volatile("" ::: "memory");
  }

 private:
  TileConfig config_;
};

template <int kPieces>
void multiply(const uint16_t *across, int64_t across_step, int64_t row_groups, int64_t chunks, const uint16_t *right,
              int64_t width_groups, float *y, const RoughAhead &ahead) {
  constexpr int64_t kValues = kPieces * kTile;
  const TileUse use;
  Fetch fetch(ahead, row_groups / 2 * (width_groups / 2) * chunks);
  for (int64_t row = 0; row < row_groups; row += 2)
    for (int64_t at = 0; at < width_groups; at += 2) {
      float *sums = y + (row * width_groups + at) * kSums, *below = sums + width_groups * kSums;
      load_sums(sums, sums + kSums, below, below + kSums);
      const uint16_t *a = across + row * across_step * kValues, *b = right + at * kValues;
      for (int64_t c = 0; c < chunks; ++c, a += kValues, b += width_groups * kValues) {
        multiply_add<kPieces>(a, a + across_step * kValues, b, b + kValues);
        fetch.step();
      }
      store_sums(sums, sums + kSums, below, below + kSums);
    }
}

template <int kPieces>
void multiply_transposed(const uint16_t *down, int64_t down_step, int64_t chunks, int64_t col_groups,
                         const uint16_t *left, int64_t width_groups, float *w, const RoughAhead &ahead) {
  constexpr int64_t kValues = kPieces * kTile;
  const TileUse use;
  Fetch fetch(ahead, col_groups / 2 * (width_groups / 2) * chunks);
  for (int64_t col = 0; col < col_groups; col += 2)
    for (int64_t at = 0; at < width_groups; at += 2) {
      float *sums = w + (col * width_groups + at) * kSums, *beside = sums + width_groups * kSums;
      load_sums(sums, beside, sums + kSums, beside + kSums);
      const uint16_t *a = left + at * chunks * kValues, *b = down + col * kValues;
      for (int64_t c = 0; c < chunks; ++c, a += kValues, b += down_step * kValues) {
        multiply_add<kPieces>(a, a + chunks * kValues, b, b + kValues);
        fetch.step();
      }
      store_sums(sums, beside, sums + kSums, beside + kSums);
    }
}

constexpr RoughTiles kSingle{1, convert<1>, multiply<1>, multiply_transposed<1>};
constexpr RoughTiles kPairs{2, convert<2>, multiply<2>, multiply_transposed<2>};

} // namespace

const RoughTiles *rough_tiles_amx(int64_t pieces) { return !usable() ? nullptr : pieces == 1 ? &kSingle : &kPairs; }

} // namespace athanor
