/*
 * A few columns as the kernels take them: row-major, padded with zero columns to a width of whole SIMD registers.
 */
#ifndef ATHANOR_ROWWISE_PANEL_H
#define ATHANOR_ROWWISE_PANEL_H

#include <vector>

#include "athanor/library.h"
#include "kernel.h"

namespace athanor::rowwise {

/* Columns that go through a pass together; more make further passes, which bounds the memory of a panel. */
constexpr int64_t kPanelColumns = 64;

class Panel {
 public:
  /* Zeros. */
  Panel(int64_t rows, int64_t columns)
      : rows_(rows), columns_(columns), width_(padded_width(columns)), values_(static_cast<size_t>(rows * width_)) {}

  int64_t rows() const { return rows_; }
  int64_t columns() const { return columns_; }
  int64_t width() const { return width_; } /* entries between rows */
  int64_t size() const { return rows_ * width_; }
  double *data() { return values_.data(); }
  const double *data() const { return values_.data(); }
  double *row(int64_t i) { return data() + i * width_; }
  const double *row(int64_t i) const { return data() + i * width_; }

  /* Into rows [row, row + count): columns [first, first + columns()) of a row-major matrix with rows `stride` apart. */
  void load(int64_t row, int64_t count, const double *from, int64_t stride, int64_t first);
  /* All rows into those columns of a row-major matrix. */
  void store(double *to, int64_t stride, int64_t first) const;
  /* Every entry as the dtype holds it. */
  void round_to(athanor_dtype dtype);

 private:
  int64_t rows_;
  int64_t columns_;
  int64_t width_;
  std::vector<double> values_;
};

/* Of each column, padding included: the sum of products with the other panel's column; the norm. Rows in order. */
std::vector<double> dots(const Panel &a, const Panel &b);
std::vector<double> norms(const Panel &a);
/* Adds the squares of `rows` rows, `sums.size()` wide, column by column. */
void add_squares(const double *values, int64_t rows, std::vector<double> &sums);
/* y times factor, column by column. */
void scale(Panel &y, const std::vector<double> &factor);
/* y += factor other, column by column. */
void add_scaled(Panel &y, const std::vector<double> &factor, const Panel &other);

} // namespace athanor::rowwise

#endif
