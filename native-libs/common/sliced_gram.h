/*
 * A'A from integers: an approximation of the Gram matrix at a fraction of the flops' price, for methods that measure
 * what they make of it against A itself.
 *
 * Idea (Ootomo, Ozaki, Yokota 2024): entries, scaled by a power of two that none of them exceeds, are rounded to 40-bit
 * fixed point, whose five bytes are five signed digits. The power is that of the rows so far: a block with a larger entry
 * is done again with its own, so that A is read once. A product of two entries is then a sum of products of digits;
 * the 15 leading ones of the 25 are summed exactly in 32-bit integers by the processor's matrix tiles (AMX), and only
 * the sum over a block becomes a double. The order of summation changes nothing within a block.
 *
 * Error: an entry of A is off by up to 2^-40 limit(), which is less than twice the largest entry. Errors of different
 * entries are mostly independent; then |(A'A - G) v| is about 2^-40 limit() |A|_F for a unit v. Where many entries of a
 * column are equal their errors are too, and it may be some ten times as much.
 *
 * Roofline on Sapphire Rapids: 15 byte products at 2048 operations a cycle, where doubles get 32 flops a cycle: 4.3
 * times the rate of dsyrk. Loading digits into tiles costs about as long as the products (17 loads for 15 products);
 * rounding and laying them out some 3 cycles an entry, reading A from memory 2. In all 2.2 times the rate of dsyrk at
 * 784 columns.
 */
#ifndef ATHANOR_COMMON_SLICED_GRAM_H
#define ATHANOR_COMMON_SLICED_GRAM_H

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace athanor {

class SlicedGram {
 public:
  /* Whether this processor has the tiles and the kernel lets this process use them. */
  static bool available();
  /* Rows of a block that costs least a row: sums of digits stay below 2^31, digits of a few columns in cache. */
  static constexpr int64_t kBlockRows = 256;

  explicit SlicedGram(int64_t cols);
  ~SlicedGram();
  SlicedGram(const SlicedGram &) = delete;
  SlicedGram &operator=(const SlicedGram &) = delete;

  /* Takes row-major rows, `stride` entries apart, of which `shift` (a row of `cols` entries, or null) is subtracted. */
  void add(const double *rows, int64_t count, int64_t stride, const double *shift);

  /* Whether every entry so far was finite. If not, the sums mean nothing. */
  bool finite() const { return finite_; }
  /* Sums of A's columns, shifted, as good as sums of doubles in blocks are. */
  const std::vector<double> &column_sums() const { return sums_; }
  /* The least power of two that no entry, shifted, exceeds. */
  double limit() const { return limit_; }
  /* A'A, row-major cols x cols, of which entries [i][j] with i <= j are set; to be taken once. */
  std::vector<double> take() { return std::move(gram_); }

 private:
  struct Digits;
  void add_block(const double *rows, int64_t count, int64_t stride);
  void multiply_panels(int64_t chunks);

  int64_t cols_;
  bool finite_ = true;
  double limit_;
  std::vector<double> sums_;
  std::vector<double> gram_;
  std::unique_ptr<Digits> digits_;
};

} // namespace athanor

#endif
