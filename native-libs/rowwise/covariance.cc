#include "covariance.h"

#include "column_means.h"
#include "column_moments.h"
#include "gram_matrix.h"
#include "row_writer.h"

namespace athanor::rowwise {

void covariance(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const int64_t ddof = param<int64_t>(run, "ddof");
  check_ddof(a.rows, ddof);
  Session session(run);
  RowSource source(a);
  const std::vector<double> mean = column_means(session, source, {"mean", 0, 0.2});
  source.set_shift(mean);
  std::vector<double> c = sum_gram(session, source, {"covariance", 0.2, 1});
  for (double &value : c) value /= static_cast<double>(a.rows - ddof);
  write_column(run, "mean", mean);
  write_from_root(run, session.group, "covariance", c, a.cols, a.cols, a.dtype);
  run->result_json(run, ("{\"passes\":" + std::to_string(session.passes) + "}").c_str());
}

} // namespace athanor::rowwise
