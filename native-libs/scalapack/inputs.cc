#include "inputs.h"

#include <string>

#include "athanor/library.hpp"

namespace athanor::scalapack {
namespace {

std::string described(const athanor_matrix &matrix) {
  return "input " + std::string(matrix.name) + " (" + std::to_string(matrix.matrix_rows) + " x " +
         std::to_string(matrix.cols) + ")";
}

} // namespace

void require_same_dtype(const athanor_matrix &a, const athanor_matrix &b) {
  if (a.dtype == b.dtype) return;
  const auto typed = [](const athanor_matrix &m) { return std::string(m.name) + " is " + dtype_name(m.dtype); };
  throw Error("ATHANOR_INVALID_ARGUMENT", "input " + typed(a) + " and input " + typed(b) +
                                              "; both must have the same dtype: convert one and upload it again");
}

void require_rows(const athanor_matrix &matrix, int64_t rows, const char *why) {
  if (matrix.matrix_rows == rows) return;
  throw Error("ATHANOR_INVALID_ARGUMENT", described(matrix) + " needs " + std::to_string(rows) + " rows: " + why);
}

void require_square(const athanor_matrix &matrix) {
  if (matrix.matrix_rows == matrix.cols) return;
  throw Error("ATHANOR_INVALID_ARGUMENT", described(matrix) + " is not square; leastSquares takes other shapes");
}

void require_all_rows(const athanor_matrix &matrix, const char *output) {
  if (matrix.rows == matrix.matrix_rows) return;
  throw Error("ATHANOR_INVALID_ARGUMENT",
              described(matrix) + " has only " + std::to_string(matrix.rows) + " of its rows stored, and " + output +
                  " would have no place for the others; upload it with all rows, zero ones too");
}

} // namespace athanor::scalapack
