#include "thin_qr.h"

#include <cmath>

#include "gram_matrix.h"
#include "row_writer.h"
#include "small_dense.h"
#include "tsqr.h"

namespace athanor::rowwise {
namespace {

/* Entries of Q1'Q1 - I up to this: Q1 has a condition below 2 (times n's share), and one more step makes it eps. */
constexpr double kNearlyOrthonormal = 1e-2;

struct Job {
  athanor_run *run;
  const athanor_matrix &a;
  Session &session;
  RowSource &source;
  int64_t n;
};

/* R on every rank from G on rank 0; empty where G is not positive definite to working precision. */
std::vector<double> shared_cholesky(const Group &group, int64_t n, std::vector<double> &g) {
  double info = 0;
  if (group.root()) info = cholesky(n, g.data());
  group.broadcast(&info, 1);
  if (info != 0) return {};
  group.broadcast(g.data(), n * n);
  return g;
}

/* Copies a block and multiplies it by the inverses of triangles, in turn. */
class Solver {
 public:
  explicit Solver(int64_t n) : n_(n) {}
  double *solve(const Block &block, int64_t rows, std::initializer_list<const std::vector<double> *> triangles) {
    block_.resize(static_cast<size_t>(rows * n_));
    for (int64_t i = 0; i < rows; ++i)
      std::copy_n(block.data + i * block.stride, n_, block_.begin() + i * n_);
    for (const auto *r : triangles) solve_right_upper(rows, n_, r->data(), block_.data());
    return block_.data();
  }

 private:
  int64_t n_;
  std::vector<double> block_;
};

/* Largest |Q1'Q1 - I|, on every rank. */
double distance_from_identity(const Group &group, int64_t n, const std::vector<double> &g) {
  double worst = 0;
  if (group.root())
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = i; j < n; ++j)
        worst = std::max(worst, std::fabs(g[static_cast<size_t>(i * n + j)] - (i == j ? 1 : 0)));
  group.broadcast(&worst, 1);
  return worst;
}

/* R = R2 R1, both upper. */
std::vector<double> product_of(int64_t n, const std::vector<double> &r2, const std::vector<double> &r1) {
  std::vector<double> r(static_cast<size_t>(n * n));
  gemm(Op::none, Op::none, n, n, n, 1.0, r2.data(), n, r1.data(), n, 0.0, r.data(), n);
  return r;
}

/* False where a Gram matrix cannot tell the columns apart: nothing has been written then. */
bool by_cholesky(const Job &job) {
  const Group &group = job.session.group;
  const int64_t n = job.n, height = RowSource::block_rows(n);
  std::vector<double> g = sum_gram(job.session, job.source, {"gram", 0, 0.3});
  const std::vector<double> r1 = shared_cholesky(group, n, g);
  if (r1.empty()) return false;
  std::fill(g.begin(), g.end(), 0.0);
  Solver solver(n);
  auto add = [&](int64_t, int64_t rows, const Block &block) {
    add_gram(solver.solve(block, rows, {&r1}), n, rows, n, g.data());
  };
  row_pass(job.session, job.source, height, {"orthogonalise", 0.3, 0.6}, add);
  group.sum_to_root(g.data(), n * n);
  if (!(distance_from_identity(group, n, g) <= kNearlyOrthonormal / static_cast<double>(n))) return false;
  const std::vector<double> r2 = shared_cholesky(group, n, g);
  if (r2.empty()) return false;
  RowWriter q(job.run, "q", job.source.rows(), n, job.a.dtype);
  row_pass(job.session, job.source, height, {"write", 0.6, 1}, [&](int64_t, int64_t rows, const Block &block) {
    q.write(solver.solve(block, rows, {&r1, &r2}), rows);
  });
  write_from_root(job.run, group, "r", group.root() ? product_of(n, r2, r1) : r1, n, n, job.a.dtype);
  return true;
}

/* Makes R's diagonal non-negative; returns the signs of Q's columns as a diagonal matrix. */
std::vector<double> normalise_signs(int64_t n, std::vector<double> &r) {
  std::vector<double> signs(static_cast<size_t>(n * n));
  for (int64_t i = 0; i < n; ++i) {
    const bool flip = r[static_cast<size_t>(i * n + i)] < 0;
    signs[static_cast<size_t>(i * n + i)] = flip ? -1 : 1;
    for (int64_t j = i; flip && j < n; ++j) r[static_cast<size_t>(i * n + j)] *= -1;
  }
  return signs;
}

void by_householder(const Job &job) {
  const Group &group = job.session.group;
  const int64_t n = job.n, rows = job.source.rows();
  std::vector<double> own(static_cast<size_t>(rows * n));
  auto copy = [&](int64_t row, int64_t count, const Block &block) {
    for (int64_t i = 0; i < count; ++i) std::copy_n(block.data + i * block.stride, n, own.begin() + (row + i) * n);
  };
  row_pass(job.session, job.source, RowSource::block_rows(n), {"tsqr", 0.6, 0.7}, copy);
  const Tsqr qr(group, rows, n, std::move(own));
  job.session.progress("tsqr", 0.85, -1);
  std::vector<double> r = qr.r(), signs;
  if (group.root()) signs = normalise_signs(n, r);
  const std::vector<double> q = qr.apply(signs, n);
  job.session.end_pass();
  RowWriter(job.run, "q", rows, n, job.a.dtype).write(q.data(), rows);
  write_from_root(job.run, group, "r", r, n, n, job.a.dtype);
  job.session.progress("tsqr", 1, -1);
}

} // namespace

void thin_qr(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  if (a.rows < a.cols)
    throw Error("ATHANOR_INVALID_ARGUMENT", "a is " + std::to_string(a.rows) + " x " + std::to_string(a.cols) +
                                                "; a thin QR needs at least as many rows as columns");
  const std::string method = param<std::string>(run, "method");
  Session session(run);
  RowSource source(a);
  const Job job{run, a, session, source, a.cols};
  const auto only_check = [](int64_t, int64_t, const Block &) {};
  if (method == "tsqr") checked_row_pass(session, source, RowSource::block_rows(a.cols), {"check", 0, 0.3}, only_check);
  const bool done = method != "tsqr" && by_cholesky(job);
  if (!done) by_householder(job);
  run->result_json(run, ("{\"method\":\"" + std::string(done ? "cholesky" : "tsqr") +
                         "\",\"passes\":" + std::to_string(session.passes) + "}")
                            .c_str());
}

} // namespace athanor::rowwise
