/*
 * Which of k centers is nearest to a row, for blocks of rows, by products: with x' = x - r and c' = c - r,
 *
 *   |x - c|^2 = |x'|^2 + 2 (|c'|^2 / 2 + r.c' - x.c')
 *
 * The reference r, near the middle of the rows, keeps the digits of the distances where the rows are far from the
 * origin, and needs no copy of the rows: the rounding of x.c' is as a change of x in its last digits.
 */
#ifndef ATHANOR_ROWWISE_NEAREST_H
#define ATHANOR_ROWWISE_NEAREST_H

#include <vector>

#include "row_source.h"

namespace athanor::rowwise {

/* The nearest center, the first of equals; half of the squared distances to it and to the next one, less |x'|^2 / 2. */
struct Nearest {
  int32_t center;
  double best;
  double second; /* infinite where there is one center */
};

class Centers {
 public:
  /* values: count x reference.size(), row-major. */
  Centers(const std::vector<double> &values, int64_t count, const std::vector<double> &reference);

  /* found[i] for each of the block's rows; 2 rows cols padded_width(count) flops. The same for a row whatever block it
   * is in. */
  void find(const Block &block, int64_t rows, Nearest *found);

  /* Half the squared distances of each row to each of up to 24 centers, less |x'|^2 / 2: rows x padded_width(count),
   * until the next call. */
  const double *halves(const Block &block, int64_t rows) { return multiply(panels_.front(), block, rows); }

  /* Bounds of the rounding in a squared distance from find(), for a row with this |x'|^2: to this center; to any. */
  double rounding(double norm, int32_t center) const { return bound(norm, lengths_[static_cast<size_t>(center)]); }
  double rounding(double norm) const { return bound(norm, longest_); }

 private:
  double bound(double norm, double length) const;
  void add_panel(const std::vector<double> &values, int64_t first, const std::vector<double> &reference);

  struct Panel;
  const double *multiply(const Panel &panel, const Block &block, int64_t rows);

  /* Up to 24 centers, a column each: what the kernels multiply by in one go. */
  struct Panel {
    int64_t first;
    int64_t count;
    int64_t width;               /* count, padded */
    std::vector<double> negated; /* -c', cols x width */
    std::vector<double> start;   /* |c'|^2 / 2 + r.c'; infinite in the padding */
  };

  int64_t cols_;
  int64_t count_;
  std::vector<double> lengths_; /* |r| + |c'| of each center */
  double longest_ = 0;
  std::vector<Panel> panels_;
  std::vector<double> products_;
};

/* A power of two that brings this largest magnitude near 1 where squares would leave the range of a double; else 1. */
double safe_scale(double largest);

/* A sum of squares of scaled values in terms of the values; NaN where it is beyond the range of a double. */
double unscaled_squares(double sum, double scale);

/* |x - y|^2, summed from the differences: no digits are lost where x is near y. */
double squared_distance(const double *x, const double *y, int64_t cols);

} // namespace athanor::rowwise

#endif
