#include "multiply_transposed.h"

#include "row_writer.h"
#include "same_rows.h"
#include "small_dense.h"

namespace athanor::rowwise {
void multiply_transposed(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  Session session(run);
  const Group &group = session.group;
  check_same_rows(group, a, b);
  RowSource left(a), right(b);
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
