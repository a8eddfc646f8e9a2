/*
 * The micro-kernel behind kernel.h, in GCC vector extensions; included by one file per instruction set.
 *
 * A tile is kRows rows of `a` by kVectors SIMD registers of the narrow side. multiply keeps the tile's rows of
 * y in registers and streams a and z: acc[r] += broadcast(a[r][j]) * z[j]. multiply_transposed keeps the rows of
 * y in registers and streams a and w: w[j] += sum over r of broadcast(a[r][j]) * y[r]. Columns go kUnroll at a
 * time, which gives multiply_transposed that many independent chains and spares the reload of row pointers.
 *
 * Roofline: with width b both products cost 4 b flops for the 8 bytes of each a[i][j], read from memory once
 * (the second product finds it in cache). At b = 8 that is 4 flops a byte: 32 lanes*flops at one 512-bit FMA a
 * cycle = 2 cycles an entry, about what a core gets from memory; b = 16 is bound by arithmetic.
 */
#ifndef ATHANOR_COMMON_KERNEL_TILE_H
#define ATHANOR_COMMON_KERNEL_TILE_H

#include <algorithm>
#include <cstring>

#include "kernel.h"

namespace athanor {
namespace {

template <int kLanes, int kVectors, int kUnroll>
struct Tile {
  typedef double Vector __attribute__((vector_size(kLanes * sizeof(double))));
  static constexpr int64_t kWidth = kLanes * kVectors;
  /* How far ahead of the multiplication a's rows are fetched, in entries. */
  static constexpr int64_t kAhead = 128;

  static inline Vector load(const double *from) {
    Vector v;
    std::memcpy(&v, from, sizeof v);
    return v;
  }
  static inline void store(double *to, Vector v) { std::memcpy(to, &v, sizeof v); }

  template <int kRows, int kColumns>
  static inline void multiply_step(const double *a, int64_t a_stride, const double *z, int64_t z_stride,
                                   Vector (&acc)[kRows][kVectors]) {
    Vector zs[kColumns][kVectors];
#pragma GCC unroll 16
    for (int c = 0; c < kColumns; ++c)
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) zs[c][v] = load(z + c * z_stride + v * kLanes);
#pragma GCC unroll 32
    for (int r = 0; r < kRows; ++r) {
      const double *row = a + r * a_stride;
      if (kColumns > 1) __builtin_prefetch(row + kAhead);
#pragma GCC unroll 16
      for (int c = 0; c < kColumns; ++c)
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) acc[r][v] += row[c] * zs[c][v];
    }
  }

  template <int kRows>
  static void multiply_rows(const double *a, int64_t a_stride, int64_t cols, const double *z, int64_t z_stride,
                            double *y, int64_t y_stride) {
    Vector acc[kRows][kVectors];
#pragma GCC unroll 32
    for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) acc[r][v] = load(y + r * y_stride + v * kLanes);
    int64_t j = 0;
    for (; j + kUnroll <= cols; j += kUnroll)
      multiply_step<kRows, kUnroll>(a + j, a_stride, z + j * z_stride, z_stride, acc);
    for (; j < cols; ++j) multiply_step<kRows, 1>(a + j, a_stride, z + j * z_stride, z_stride, acc);
#pragma GCC unroll 32
    for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) store(y + r * y_stride + v * kLanes, acc[r][v]);
  }

  template <int kRows, int kColumns>
  static inline void transposed_step(const double *a, int64_t a_stride, const Vector (&ys)[kRows][kVectors], double *w,
                                     int64_t w_stride) {
    Vector ws[kColumns][kVectors];
#pragma GCC unroll 16
    for (int c = 0; c < kColumns; ++c)
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) ws[c][v] = load(w + c * w_stride + v * kLanes);
#pragma GCC unroll 32
    for (int r = 0; r < kRows; ++r) {
      const double *row = a + r * a_stride;
#pragma GCC unroll 16
      for (int c = 0; c < kColumns; ++c)
#pragma GCC unroll 8
        for (int v = 0; v < kVectors; ++v) ws[c][v] += row[c] * ys[r][v];
    }
#pragma GCC unroll 16
    for (int c = 0; c < kColumns; ++c)
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) store(w + c * w_stride + v * kLanes, ws[c][v]);
  }

  template <int kRows>
  static void transposed_rows(const double *a, int64_t a_stride, int64_t cols, const double *y, int64_t y_stride,
                              double *w, int64_t w_stride) {
    Vector ys[kRows][kVectors];
#pragma GCC unroll 32
    for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) ys[r][v] = load(y + r * y_stride + v * kLanes);
    int64_t j = 0;
    for (; j + kUnroll <= cols; j += kUnroll)
      transposed_step<kRows, kUnroll>(a + j, a_stride, ys, w + j * w_stride, w_stride);
    for (; j < cols; ++j) transposed_step<kRows, 1>(a + j, a_stride, ys, w + j * w_stride, w_stride);
  }

  static double sum_squares(const double *row, int64_t cols) {
    Vector sums[4] = {};
    int64_t j = 0;
    for (; j + 4 * kLanes <= cols; j += 4 * kLanes)
      for (int v = 0; v < 4; ++v) {
        const Vector x = load(row + j + v * kLanes);
        sums[v] += x * x;
      }
    double total = 0;
    for (; j < cols; ++j) total += row[j] * row[j];
    double lanes[kLanes];
    store(lanes, (sums[0] + sums[1]) + (sums[2] + sums[3]));
    for (const double lane : lanes) total += lane;
    return total;
  }

  /* Row groups of kRows, then of 4, then single rows. */
  template <int kRows>
  static void multiply(const double *a, int64_t a_stride, int64_t rows, int64_t cols, const double *z, int64_t z_stride,
                       double *y, int64_t y_stride) {
    int64_t i = 0;
    for (; i + kRows <= rows; i += kRows)
      multiply_rows<kRows>(a + i * a_stride, a_stride, cols, z, z_stride, y + i * y_stride, y_stride);
    for (; i + 4 <= rows; i += 4)
      multiply_rows<4>(a + i * a_stride, a_stride, cols, z, z_stride, y + i * y_stride, y_stride);
    for (; i < rows; ++i) multiply_rows<1>(a + i * a_stride, a_stride, cols, z, z_stride, y + i * y_stride, y_stride);
  }

  template <int kRows>
  static void transposed(const double *a, int64_t a_stride, int64_t rows, int64_t cols, const double *y,
                         int64_t y_stride, double *w, int64_t w_stride) {
    int64_t i = 0;
    for (; i + kRows <= rows; i += kRows)
      transposed_rows<kRows>(a + i * a_stride, a_stride, cols, y + i * y_stride, y_stride, w, w_stride);
    for (; i + 4 <= rows; i += 4)
      transposed_rows<4>(a + i * a_stride, a_stride, cols, y + i * y_stride, y_stride, w, w_stride);
    for (; i < rows; ++i) transposed_rows<1>(a + i * a_stride, a_stride, cols, y + i * y_stride, y_stride, w, w_stride);
  }
};

} // namespace
} // namespace athanor

#endif
