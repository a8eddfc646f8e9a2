/*
 * Products in low precision, for passes over A that only look for a subspace: a pass is then bound by memory even with
 * 64 columns, where doubles pay 4 flops for each of them.
 *
 * Idea: an entry becomes a bfloat16, or two for 17 bits in all, on the way through the cache, and the processor's matrix
 * tiles (AMX) sum products of those in floats. The error of an entry is 2^-9 or 2^-18 of itself, that of a sum some 1e-6
 * of its terms' root sum of squares; errors of different entries are independent. So A'A's dominant vectors are found to
 * some 1e-3 or 1e-6, and whoever needs more goes on from there in doubles.
 *
 * Roofline: rough_tiles_amx.cc. Entries beyond a float's range, about 1e±38, become infinite or zero.
 */
#ifndef ATHANOR_COMMON_ROUGH_BLOCK_H
#define ATHANOR_COMMON_ROUGH_BLOCK_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "rough_tiles.h"

namespace athanor {

/* How a value is represented; the number of its pieces. */
enum class Rough { single = 1, pairs = 2 };

/* Memory at the boundary of a cache line, so that no line of a tile straddles two. */
template <class Value>
class AlignedArray {
 public:
  Value *data() const { return values_.get(); }
  int64_t size() const { return size_; }
  /* What was in it is lost where it grows. */
  void reserve(int64_t count) {
    if (count <= size_) return;
    values_.reset();
    values_.reset(static_cast<Value *>(::operator new[](static_cast<size_t>(count) * sizeof(Value), kLine)));
    size_ = count;
  }
  void swap(AlignedArray &other) {
    values_.swap(other.values_);
    std::swap(size_, other.size_);
  }

 private:
  static constexpr std::align_val_t kLine{64};
  struct Free {
    void operator()(Value *values) const { ::operator delete[](values, kLine); }
  };
  std::unique_ptr<Value[], Free> values_;
  int64_t size_ = 0;
};

/* Sums of a product: rows x width floats, in tiles. */
class RoughSums {
 public:
  /* Zeros. `transposed`: for multiply_transposed(). */
  void clear(int64_t rows, int64_t width, bool transposed);
  /* Entry (i, j) goes to to[i * row_step + j * column_step]. */
  void read(double *to, int64_t row_step, int64_t column_step) const;
  float *data() const { return tiles_.data(); }
  int64_t bytes() const;

 private:
  int64_t rows_ = 0;
  int64_t width_ = 0;
  bool transposed_ = false;
  AlignedArray<float> tiles_;
};

/* A block of A, or what a block is multiplied by. */
class RoughBlock {
 public:
  /* Both factors of a product are of one kind. */
  explicit RoughBlock(Rough kind) : kind_(kind) {}
  /* Whether this processor has the tiles and the kernel lets this process use them. */
  static bool available();
  /* Columns of a product go in steps of this. */
  static constexpr int64_t kWidthStep = 32;

  /* Takes the row-major rows x cols values at `a`, `stride` entries apart. */
  void load(const double *a, int64_t stride, int64_t rows, int64_t cols);
  /* y += A z; z: this block's columns x width. `next_z`: of the next product, or null. */
  void multiply(const RoughBlock &z, RoughSums &y, const RoughBlock *next_z) const;
  /* w += A'y; yt: y transposed, width x this block's rows. `next`, `next_w`: of the next product, or null. */
  void multiply_transposed(const RoughBlock &yt, RoughSums &w, const RoughBlock *next, const RoughSums *next_w) const;
  /* For a block that multiply() is not asked of again: the next one to be loaded gets its memory, warm from use. */
  void lend_memory(RoughBlock &next) { across_.swap(next.across_); }

 private:
  int64_t bytes() const;

  Rough kind_;
  int64_t rows_ = 0;
  int64_t cols_ = 0;
  AlignedArray<uint16_t> across_;
  AlignedArray<uint16_t> down_;
};

} // namespace athanor

#endif
