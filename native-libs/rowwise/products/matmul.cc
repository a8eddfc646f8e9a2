#include "matmul.h"

#include "right_factor.h"

namespace athanor::rowwise {

void matmul(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  check_shape(b, a.cols, b.cols, "as many rows as a has columns");
  Session session(run);
  const std::vector<double> right = gather_whole(session, b);
  RowSource source(a);
  write_product(run, session, source, right, b.cols, "product", a.dtype);
  run->result_json(run, ("{\"passes\":" + std::to_string(session.passes) + "}").c_str());
}

} // namespace athanor::rowwise
