// columnMeans: the mean of each column of a matrix, as a 1 x cols matrix. The whole of a library in one file.
#include <athanor/library.hpp>

#include <vector>

namespace {

constexpr const char *manifest = R"({
  "abi": 1, "name": "columnmeans", "version": "1.0.0", "doc": "Means of columns.",
  "routines": [{
    "name": "columnMeans", "doc": "Mean of each column.", "device": "cpu",
    "inputs": [{"name": "a", "layout": "rows", "dtypes": ["float64", "float32"], "minRows": 1, "minCols": 1,
                "doc": "The matrix."}],
    "params": [],
    "outputs": [{"name": "means", "rows": "1", "cols": "a.cols", "dtype": "float64",
                 "doc": "Row vector of the means."}],
    "workspaceBytes": {"perRank": "8 * a.cols", "distributed": "0"}
  }]
})";

template <typename T>
void add_rows(const athanor::Input<T> &a, std::vector<double> &sums) {
  for (int64_t s = 0; s < a.segments(); ++s) {
    const athanor::Rows<T> block = a.segment(s);
    for (int64_t i = 0; i < block.rows; ++i)
      for (int64_t j = 0; j < block.cols; ++j) sums[static_cast<size_t>(j)] += block.row(i)[j];
  }
}

void column_means(athanor_run *run) {
  const athanor_matrix &a = athanor::input(run, "a");
  std::vector<double> means(static_cast<size_t>(a.cols));
  run->progress(run, "sum", -1, nullptr);
  athanor::with_dtype(a.dtype, [&](auto zero) { add_rows(athanor::Input<decltype(zero)>(a), means); });
  athanor::allreduce_sum(run, means.data(), a.cols);
  for (double &mean : means) mean /= static_cast<double>(a.rows);

  const int64_t local_rows = run->rank == 0 ? 1 : 0; // the one row is rank 0's; every rank opens every output
  athanor::Output<double>(run, "means", local_rows, a.cols).write(means.data(), local_rows);
  run->result_json(run, ("{\"rows\": " + std::to_string(a.rows) + "}").c_str());
}

} // namespace

const char *athanor_manifest(void) { return manifest; }

int athanor_run_routine(athanor_run *run) { return athanor::dispatch(run, {{"columnMeans", column_means}}); }
