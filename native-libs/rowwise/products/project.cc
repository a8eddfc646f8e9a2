#include "project.h"

#include "right_factor.h"

namespace athanor::rowwise {

void project(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &components = input(run, "components"), &mean = input(run, "mean");
  check_shape(components, a.cols, components.cols, "a row for each column of a");
  check_shape(mean, a.cols, 1, "one mean for each column of a");
  Session session(run);
  const std::vector<double> right = gather_whole(session, components);
  RowSource source(a);
  source.set_shift(gather_whole(session, mean));
  write_product(run, session, source, right, components.cols, "scores", a.dtype);
  run->result_json(run, ("{\"passes\":" + std::to_string(session.passes) + "}").c_str());
}

} // namespace athanor::rowwise
