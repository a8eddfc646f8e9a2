#include "ridge_preconditioner.h"

#include <cmath>
#include <limits>

#include "gram_matrix.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Relative to a unit diagonal: what rounding of n products leaves of an eigenvalue that is zero, and some more. */
double noise(int64_t n) { return 10 * static_cast<double>(n) * std::numeric_limits<double>::epsilon(); }

} // namespace

RidgePreconditioner::RidgePreconditioner(const Regression &regression) {
  for (const double norm : regression.column_norms()) {
    const double diagonal = norm * norm + regression.penalty();
    scale_.push_back(diagonal > 0 ? 1 / std::sqrt(diagonal) : 1);
  }
}

std::vector<double> RidgePreconditioner::factor(Session &session, Regression &regression, Stage stage) {
  const Group &group = session.group;
  const int64_t n = regression.unknowns(), p = regression.targets();
  std::vector<double> gram(static_cast<size_t>(n * n)), product(static_cast<size_t>(n * p));
  auto add = [&](int64_t row, int64_t rows, const Block &block) {
    const Block target = regression.b().read(row, rows, 0, p);
    add_gram(block.data, block.stride, rows, n, gram.data());
    gemm(Op::transpose, Op::none, n, p, rows, 1.0, block.data, block.stride, target.data, target.stride, 1.0,
         product.data(), p);
  };
  design_pass(session, regression.a(), gram_block_rows(std::max(n, regression.a().source().cols())), stage, add);
  group.sum(product.data(), n * p);
  group.sum_to_root(gram.data(), n * n);
  const PhaseTimer timer(session, "factor");
  for (int64_t i = 0; i < n; ++i) gram[static_cast<size_t>(i * n + i)] += regression.penalty();
  double singular = 0;
  if (group.root()) {
    decompose(std::move(gram));
    singular = singular_;
  }
  group.broadcast(&singular, 1);
  singular_ = singular != 0;
  factored_ = true;
  return product;
}

void RidgePreconditioner::decompose(std::vector<double> gram) {
  const int64_t n = static_cast<int64_t>(scale_.size());
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = i; j < n; ++j)
      gram[static_cast<size_t>(i * n + j)] *= scale_[static_cast<size_t>(i)] * scale_[static_cast<size_t>(j)];
  r_ = gram;
  const bool definite = cholesky(n, r_.data()) == 0;
  const double condition = definite ? reciprocal_condition(n, r_.data()) : 0;
  if (condition * condition > noise(n)) return;
  singular_ = true;
  for (double more = noise(n);; more *= 10) {
    r_ = gram;
    for (int64_t i = 0; i < n; ++i) r_[static_cast<size_t>(i * n + i)] += more;
    if (cholesky(n, r_.data()) == 0) return;
  }
}

void RidgePreconditioner::apply(const Group &group, Panel &panel) const {
  const auto scale_rows = [&] {
    for (int64_t i = 0; i < panel.rows(); ++i)
      for (int64_t j = 0; j < panel.width(); ++j) panel.row(i)[j] *= scale_[static_cast<size_t>(i)];
  };
  scale_rows();
  if (factored_) {
    if (group.root()) {
      solve_left_upper(Op::transpose, panel.rows(), panel.width(), r_.data(), panel.data());
      solve_left_upper(Op::none, panel.rows(), panel.width(), r_.data(), panel.data());
    }
    group.broadcast(panel.data(), panel.size());
  }
  scale_rows();
}

} // namespace athanor::rowwise
