/*
 * AMX: eight tiles of 16 rows of 64 bytes. Five hold the sums of a 16 x 16 block, one for each place value, so that
 * sums leave the tiles once a block, and a digit is loaded once for all its products. Nothing here but pointers: this
 * file alone is compiled for processors that have these instructions.
 */
#include "amx.h"
#include "digit_tiles.h"

namespace athanor {
namespace {

constexpr int64_t kPanel = DigitTiles::kPanel, kChunk = DigitTiles::kChunk, kDigits = DigitTiles::kDigits;
constexpr int64_t kTile = 1024;

bool usable() { return tiles_usable(TileProducts::int8); }

/* 16 columns of one row in fixed point, as signed digits: the four lower bytes carry into the next where they are
 * beyond 127, which adding 128 to each does at once. */
struct Digits {
  __m512i leading; /* the leading byte, in the lowest one of each word */
  __m512i others;  /* the four lower bytes */
};

inline __m512i fixed_point(__m512d x, __m512d scale) {
  const __m512i bias = _mm512_set1_epi64(0x80808080);
  return _mm512_xor_si512(_mm512_add_epi64(_mm512_cvtpd_epi64(_mm512_mul_pd(x, scale)), bias), bias);
}

inline Digits digits(__m512d low, __m512d high, __m512d scale) {
  const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
  const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
  const __m512i a = fixed_point(low, scale), b = fixed_point(high, scale);
  return {_mm512_permutex2var_epi32(a, odd, b), _mm512_permutex2var_epi32(a, even, b)};
}

/* (a & mask) | (b & ~mask) */
inline __m512i select(__m512i mask, __m512i a, __m512i b) { return _mm512_ternarylogic_epi32(mask, a, b, 0xca); }

/* Four rows of 16 columns change places with the five bytes of each number. */
inline void store_digits(const Digits (&rows)[4], int8_t *to) {
  const __m512i low = _mm512_set1_epi32(0x0000ffff), even = _mm512_set1_epi32(0x00ff00ff);
  const __m512i lead02 = select(low, rows[0].leading, _mm512_slli_epi32(rows[2].leading, 16));
  const __m512i lead13 = select(low, rows[1].leading, _mm512_slli_epi32(rows[3].leading, 16));
  _mm512_storeu_si512(to, select(even, lead02, _mm512_slli_epi32(lead13, 8)));
  const __m512i lower02 = select(low, rows[0].others, _mm512_slli_epi32(rows[2].others, 16));
  const __m512i upper02 = select(low, _mm512_srli_epi32(rows[0].others, 16), rows[2].others);
  const __m512i lower13 = select(low, rows[1].others, _mm512_slli_epi32(rows[3].others, 16));
  const __m512i upper13 = select(low, _mm512_srli_epi32(rows[1].others, 16), rows[3].others);
  _mm512_storeu_si512(to + kTile, select(even, _mm512_srli_epi32(upper02, 8), upper13));
  _mm512_storeu_si512(to + 2 * kTile, select(even, upper02, _mm512_slli_epi32(upper13, 8)));
  _mm512_storeu_si512(to + 3 * kTile, select(even, _mm512_srli_epi32(lower02, 8), lower13));
  _mm512_storeu_si512(to + 4 * kTile, select(even, lower02, _mm512_slli_epi32(lower13, 8)));
}

/* 8 columns of a row, shifted, whose magnitudes and sums are taken note of. */
inline __m512d shifted(const double *row, __m512d shift, __mmask8 mask, __m512i &most, __m512d &sum) {
  const __m512d x = _mm512_maskz_sub_pd(mask, _mm512_maskz_loadu_pd(mask, row), shift);
  sum = _mm512_add_pd(sum, x);
  /* As integers: infinities and NaN are larger than all numbers. */
  most = _mm512_max_epi64(most, _mm512_castpd_si512(_mm512_abs_pd(x)));
  return x;
}

inline void add(double *sums, __m512d more) { _mm512_storeu_pd(sums, _mm512_add_pd(_mm512_loadu_pd(sums), more)); }

/* Up to four rows of 16 columns. */
inline void pack_rows(const double *rows, int64_t stride, int64_t count, int64_t cols, const double *shift,
                      __m512d scale, int8_t *to, double *sums, __m512i &most) {
  const __mmask8 low = lanes(cols), high = lanes(cols - 8);
  const __m512d low_shift = _mm512_loadu_pd(shift), high_shift = _mm512_loadu_pd(shift + 8);
  __m512d low_sum = _mm512_setzero_pd(), high_sum = _mm512_setzero_pd();
  Digits four[4];
  for (int64_t r = 0; r < 4; ++r) {
    if (r >= count) {
      four[r] = {_mm512_setzero_si512(), _mm512_setzero_si512()};
      continue;
    }
    const double *row = rows + r * stride;
    const __m512d a = shifted(row, low_shift, low, most, low_sum);
    const __m512d b = shifted(row + 8, high_shift, high, most, high_sum);
    four[r] = digits(a, b, scale);
  }
  store_digits(four, to);
  add(sums, low_sum);
  add(sums + 8, high_sum);
}

double pack(const DigitTiles::Rows &rows, double scale, int8_t *right, double *sums) {
  const int64_t chunks = (rows.count + kChunk - 1) / kChunk;
  __m512i most = _mm512_setzero_si512();
  for (int64_t i = 0; i < chunks * kChunk; i += 4) {
    const int64_t at = i / kChunk * kDigits * kTile + i % kChunk / 4 * 64;
    for (int64_t j = 0; j < rows.cols; j += kPanel)
      pack_rows(rows.data + i * rows.stride + j, rows.stride, rows.count - i, rows.cols - j, rows.shift + j,
                _mm512_set1_pd(scale), right + j / kPanel * DigitTiles::panel_bytes(chunks) + at, sums + j, most);
  }
  int64_t bits[8], largest = 0;
  _mm512_storeu_si512(bits, most);
  for (const int64_t lane : bits) largest = lane > largest ? lane : largest;
  double result;
  __builtin_memcpy(&result, &largest, sizeof result);
  return result;
}

/* 16 x 16 words. */
inline void transpose_tile(const int8_t *from, int8_t *to) {
  __m512i a[16], b[16];
  for (int i = 0; i < 16; ++i) a[i] = _mm512_loadu_si512(from + 64 * i);
  for (int i = 0; i < 16; i += 4) {
    const __m512i p = _mm512_unpacklo_epi32(a[i], a[i + 1]), q = _mm512_unpackhi_epi32(a[i], a[i + 1]);
    const __m512i r = _mm512_unpacklo_epi32(a[i + 2], a[i + 3]), s = _mm512_unpackhi_epi32(a[i + 2], a[i + 3]);
    b[i] = _mm512_unpacklo_epi64(p, r);
    b[i + 1] = _mm512_unpackhi_epi64(p, r);
    b[i + 2] = _mm512_unpacklo_epi64(q, s);
    b[i + 3] = _mm512_unpackhi_epi64(q, s);
  }
  for (int i = 0; i < 4; ++i) {
    const __m512i p = _mm512_shuffle_i32x4(b[i], b[i + 4], 0x88), q = _mm512_shuffle_i32x4(b[i], b[i + 4], 0xdd);
    const __m512i r = _mm512_shuffle_i32x4(b[i + 8], b[i + 12], 0x88);
    const __m512i s = _mm512_shuffle_i32x4(b[i + 8], b[i + 12], 0xdd);
    _mm512_storeu_si512(to + 64 * i, _mm512_shuffle_i32x4(p, r, 0x88));
    _mm512_storeu_si512(to + 64 * (i + 8), _mm512_shuffle_i32x4(p, r, 0xdd));
    _mm512_storeu_si512(to + 64 * (i + 4), _mm512_shuffle_i32x4(q, s, 0x88));
    _mm512_storeu_si512(to + 64 * (i + 12), _mm512_shuffle_i32x4(q, s, 0xdd));
  }
}

void transpose(const int8_t *right, int64_t chunks, int8_t *left) {
  for (int64_t at = 0; at < DigitTiles::panel_bytes(chunks); at += kTile) transpose_tile(right + at, left + at);
}

/* Tiles 0 to 4: += the products of digits whose places add up to as much, of one chunk. Two products of one place are
 * as far apart as can be: a sum is ready for the next product after four others. */
inline void multiply_chunk(const int8_t *a, const int8_t *b) {
  _tile_loadd(7, b, 64);
  _tile_loadd(5, a, 64);
  _tile_dpbssd(0, 5, 7);
  _tile_loadd(6, a + kTile, 64);
  _tile_dpbssd(1, 6, 7);
  _tile_loadd(5, a + 2 * kTile, 64);
  _tile_dpbssd(2, 5, 7);
  _tile_loadd(6, a + 3 * kTile, 64);
  _tile_dpbssd(3, 6, 7);
  _tile_loadd(5, a + 4 * kTile, 64);
  _tile_dpbssd(4, 5, 7);

  _tile_loadd(7, b + kTile, 64);
  _tile_loadd(5, a, 64);
  _tile_dpbssd(1, 5, 7);
  _tile_loadd(6, a + kTile, 64);
  _tile_dpbssd(2, 6, 7);
  _tile_loadd(5, a + 2 * kTile, 64);
  _tile_dpbssd(3, 5, 7);
  _tile_loadd(6, a + 3 * kTile, 64);
  _tile_dpbssd(4, 6, 7);

  _tile_loadd(7, b + 2 * kTile, 64);
  _tile_loadd(6, a, 64);
  _tile_dpbssd(2, 6, 7);
  _tile_loadd(6, a + kTile, 64);
  _tile_dpbssd(3, 6, 7);
  _tile_dpbssd(4, 5, 7);

  _tile_loadd(7, b + 3 * kTile, 64);
  _tile_loadd(5, a, 64);
  _tile_dpbssd(3, 5, 7);
  _tile_dpbssd(4, 6, 7);

  _tile_loadd(7, b + 4 * kTile, 64);
  _tile_dpbssd(4, 5, 7);
}

/* What 8 sums of each level are together. */
inline __m512d combine(const int32_t *sums) {
  __m512d total = _mm512_setzero_pd();
#pragma GCC unroll 8
  for (int64_t level = 0; level < kDigits; ++level) {
    const __m256i digits = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(sums + level * kPanel * kPanel));
    total = _mm512_fmadd_pd(total, _mm512_set1_pd(256), _mm512_cvtepi32_pd(digits));
  }
  return _mm512_mul_pd(total, _mm512_set1_pd(0x1p32));
}

/* The sums of one 16 x 16 block, place by place. */
inline void multiply_block(const int8_t *left, const int8_t *right, int64_t chunks, int32_t *sums) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_zero(4);
  for (int64_t c = 0; c < chunks; ++c) multiply_chunk(left + c * kDigits * kTile, right + c * kDigits * kTile);
  _tile_stored(0, sums, 64);
  _tile_stored(1, sums + 256, 64);
  _tile_stored(2, sums + 512, 64);
  _tile_stored(3, sums + 768, 64);
  _tile_stored(4, sums + 1024, 64);
}

/* gram[i][j] += what the sums are in all, for `width` columns of the block. */
inline void add_block(const int32_t *sums, double unscale, double *gram, int64_t stride, int64_t height,
                      int64_t width) {
  const __m512d factor = _mm512_set1_pd(unscale);
  for (int64_t j = 0; j < width; j += 8) {
    const __mmask8 mask = lanes(width - j);
    for (int64_t i = 0; i < height; ++i) {
      double *to = gram + i * stride + j;
      const __m512d sum = _mm512_fmadd_pd(combine(sums + i * kPanel + j), factor, _mm512_maskz_loadu_pd(mask, to));
      _mm512_mask_storeu_pd(to, mask, sum);
    }
  }
}

void multiply(const int8_t *left, const int8_t *right, int64_t chunks, double unscale, double *gram, int64_t stride,
              int64_t height, int64_t width) {
  alignas(64) int32_t sums[kDigits * kPanel * kPanel];
  const TileConfig config;
  /* The intrinsics do not tell the compiler what memory they touch. */
  __asm__ volatile("" ::: "memory");
  _tile_loadconfig(&config);
  for (int64_t j = 0; j < width; j += kPanel, right += DigitTiles::panel_bytes(chunks)) {
    multiply_block(left, right, chunks, sums);
    __asm__ volatile("" ::: "memory");
    add_block(sums, unscale, gram + j, stride, height, width - j < kPanel ? width - j : kPanel);
    __asm__ volatile("" ::: "memory");
  }
  _tile_release();
}

} // namespace

extern const DigitTiles kDigitTilesAmx;
const DigitTiles kDigitTilesAmx{usable, pack, transpose, multiply};

} // namespace athanor
