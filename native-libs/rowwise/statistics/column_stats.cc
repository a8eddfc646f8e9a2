#include "column_stats.h"

#include "column_moments.h"
#include "row_writer.h"

namespace athanor::rowwise {

void column_stats(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const int64_t ddof = param<int64_t>(run, "ddof");
  check_ddof(a.rows, ddof);
  Session session(run);
  RowSource source(a);
  const ColumnMoments moments = column_moments(session, source, {"columns", 0, 1});
  const std::vector<double> std = deviations(moments, ddof);
  std::vector<double> variance = std;
  for (double &value : variance) value *= value;
  write_column(run, "mean", moments.mean);
  write_column(run, "variance", variance);
  write_column(run, "std", std);
  write_column(run, "min", moments.min);
  write_column(run, "max", moments.max);
  write_column(run, "norm", moments.norm);
  write_column(run, "zeros", moments.zeros);
  const std::string passes = std::to_string(session.passes);
  run->result_json(run, ("{\"count\":" + std::to_string(a.rows) + ",\"passes\":" + passes + "}").c_str());
}

} // namespace athanor::rowwise
