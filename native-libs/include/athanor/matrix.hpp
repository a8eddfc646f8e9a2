/* Typed views of inputs and typed outputs. */
#ifndef ATHANOR_MATRIX_HPP
#define ATHANOR_MATRIX_HPP

#include <cstdint>
#include <string>

#include "athanor/error.hpp"
#include "athanor/library.h"

namespace athanor {

template <typename T>
constexpr athanor_dtype dtype_of();
template <>
constexpr athanor_dtype dtype_of<float>() {
  return ATHANOR_FLOAT32;
}
template <>
constexpr athanor_dtype dtype_of<double>() {
  return ATHANOR_FLOAT64;
}

constexpr const char *dtype_name(athanor_dtype dtype) { return dtype == ATHANOR_FLOAT32 ? "float32" : "float64"; }

/* Calls `f` with a zero of the element type: with_dtype(a.dtype, [&](auto zero) { solve<decltype(zero)>(run); }). */
template <typename F>
auto with_dtype(athanor_dtype dtype, F &&f) {
  return dtype == ATHANOR_FLOAT32 ? f(float{}) : f(double{});
}

/* `rows` x `cols` values in the mapped file itself, row-major; row 0 is row `first_row` of the matrix. */
template <typename T>
struct Rows {
  const T *data;
  int64_t first_row;
  int64_t rows;
  int64_t cols;
  const int64_t *indices; /* one per row, or nullptr */

  const T *row(int64_t i) const { return data + i * cols; }
};

/* The input called `name`; throws if the manifest has none of that name. */
inline const athanor_matrix &input(const athanor_run *run, const std::string &name) {
  for (int i = 0; i < run->input_count; ++i)
    if (name == run->inputs[i].name) return run->inputs[i];
  throw Error("ATHANOR_KERNEL_FAILED", "routine " + std::string(run->routine) + " asked for the input " + name +
                                           ", which its manifest does not declare");
}

/* This rank's share of an input, as element type T. The values stay where they are: nothing is copied. */
template <typename T>
class Input {
 public:
  explicit Input(const athanor_matrix &matrix) : matrix_(matrix) {
    if (matrix.dtype != dtype_of<T>())
      throw Error("ATHANOR_KERNEL_FAILED", std::string("input ") + matrix.name + " is " + dtype_name(matrix.dtype) +
                                               ", and the routine read it as " + dtype_name(dtype_of<T>()));
  }
  Input(const athanor_run *run, const std::string &name) : Input(input(run, name)) {}

  int64_t rows() const { return matrix_.rows; } /* of the whole matrix */
  int64_t cols() const { return matrix_.cols; }
  int64_t row_begin() const { return matrix_.row_begin; }
  int64_t local_rows() const { return matrix_.row_end - matrix_.row_begin; }
  int64_t segments() const { return matrix_.segment_count; }

  Rows<T> segment(int64_t i) const {
    const athanor_segment &s = matrix_.segments[i];
    return {static_cast<const T *>(s.data), s.first_row, s.rows, matrix_.cols, s.indices};
  }

 private:
  const athanor_matrix &matrix_;
};

/* An output of this rank. Throws where the C call fails; the host has recorded why by then. */
template <typename T>
class Output {
 public:
  Output(athanor_run *run, const char *name, int64_t local_rows, int64_t cols)
      : output_(run->open_output(run, name, local_rows, cols, dtype_of<T>())) {
    if (output_ == nullptr)
      throw Error("ATHANOR_KERNEL_FAILED", std::string("output ") + name + " could not be opened");
    write_rows_ = run->write_rows;
  }

  /* Appends `rows` contiguous row-major rows. */
  void write(const T *data, int64_t rows) {
    if (write_rows_(output_, data, rows) != 0) throw Error("ATHANOR_STORE_FULL", "rows could not be written");
  }

 private:
  athanor_output *output_;
  int (*write_rows_)(athanor_output *, const void *, int64_t);
};

} // namespace athanor

#endif
