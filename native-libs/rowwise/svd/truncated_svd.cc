#include "truncated_svd.h"

#include "factorize.h"
#include "row_writer.h"

namespace athanor::rowwise {
namespace {

void write(athanor_run *run, const char *name, athanor_dtype dtype, const std::vector<double> &values, int64_t k) {
  const int64_t rows = static_cast<int64_t>(values.size()) / k;
  RowWriter(run, name, rows, k, dtype).write(values.data(), rows);
}

} // namespace

void truncated_svd(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  const SvdOptions options = read_options(run, a);
  Session session(run);
  RowSource source(a);
  const Factorisation factorisation = factorize(session, source, a, options);
  const Report report = checked_report(session, options, factorisation);
  write(run, "u", a.dtype, factorisation.left(), options.k);
  write(run, "v", a.dtype, factorisation.right(), options.k);
  std::vector<double> sigma = factorisation.found.triplets.sigma;
  for (double &value : sigma) value *= factorisation.unscale;
  write_column(run, "s", sigma);
  run->result_json(run, report.json.c_str());
}

} // namespace athanor::rowwise
