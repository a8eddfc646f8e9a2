#include "multiply_transposed.h"

#include <limits>

#include "right_factor.h"
#include "row_writer.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Row i of one must be row i of the other: where either has row indices they must agree. Collective. */
void check_same_rows(const Group &group, const RowSource &a, const RowSource &b) {
  if (!group.any(a.has_indices() || b.has_indices())) return;
  constexpr int64_t kNone = std::numeric_limits<int64_t>::max();
  int64_t differs = kNone;
  for (int64_t row = 0; row < a.rows() && differs == kNone; ++row)
    if (a.index_of(row) != b.index_of(row)) differs = a.first_row() + row;
  differs = group.smallest(differs);
  if (differs == kNone) return;
  const std::string where = std::to_string(differs);
  throw Error("ATHANOR_INVALID_ARGUMENT",
              "stored row " + where +
                  " of a and of b have different row indices; both must be stored in the same order of rows. Upload "
                  "one of them again in the other's order",
              "{\"row\":" + where + "}");
}

} // namespace

void multiply_transposed(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  check_shape(b, a.rows, b.cols, "the same rows as a");
  Session session(run);
  const Group &group = session.group;
  RowSource left(a), right(b);
  check_same_rows(group, left, right);
  const int64_t n = a.cols, p = b.cols;
  std::vector<double> product(static_cast<size_t>(n * p));
  Inspection of_b;
  auto add = [&](int64_t row, int64_t rows, const Block &block) {
    const Block other = right.read(row, rows, 0, p);
    of_b.see(other, rows, p);
    gemm(Op::transpose, Op::none, n, p, rows, 1.0, block.data, block.stride, other.data, other.stride, 1.0,
         product.data(), p);
  };
  checked_row_pass(session, left, RowSource::block_rows(n + p), {"multiply", 0, 1}, add);
  of_b.require_finite(session, right);
  group.sum_to_root(product.data(), n * p);
  write_from_root(run, group, "product", product, n, p, a.dtype);
  run->result_json(run, ("{\"passes\":" + std::to_string(session.passes) + "}").c_str());
}

} // namespace athanor::rowwise
