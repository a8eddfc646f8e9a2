#include "gram_matrix.h"

#include "row_writer.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

void mirror(int64_t n, std::vector<double> &g) {
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = i + 1; j < n; ++j) g[static_cast<size_t>(j * n + i)] = g[static_cast<size_t>(i * n + j)];
}

} // namespace

int64_t gram_block_rows(int64_t n) {
  constexpr int64_t kBlockBytes = 4 << 20;
  return std::clamp<int64_t>(kBlockBytes / static_cast<int64_t>(sizeof(double)) / n, 128, 1024);
}

std::vector<double> sum_gram(Session &session, RowSource &source, Stage stage) {
  const int64_t n = source.cols();
  std::vector<double> g(static_cast<size_t>(n * n));
  checked_row_pass(session, source, gram_block_rows(n), stage, [&](int64_t, int64_t rows, const Block &block) {
    add_gram(block.data, block.stride, rows, n, g.data());
  });
  session.group.sum_to_root(g.data(), n * n);
  if (session.group.root()) mirror(n, g);
  return g;
}

void gram_matrix(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  Session session(run);
  RowSource source(a);
  const std::vector<double> g = sum_gram(session, source, {"gram", 0, 1});
  write_from_root(run, session.group, "gram", g, a.cols, a.cols, a.dtype);
  run->result_json(run, ("{\"passes\":" + std::to_string(session.passes) + "}").c_str());
}

} // namespace athanor::rowwise
