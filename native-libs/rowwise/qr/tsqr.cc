#include "tsqr.h"

#include <numeric>

#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Tall enough for the stack of R factors to shrink eightfold a level, small enough for the cache. */
int64_t chunk_rows(int64_t n) { return std::max<int64_t>(8 * n, 512); }

void check_lapack(int info, const char *routine) {
  if (info != 0) throw Error("ATHANOR_INTERNAL", std::string(routine) + " returned info " + std::to_string(info));
}

} // namespace

LocalTsqr::LocalTsqr(int64_t rows, int64_t n, std::vector<double> matrix)
    : rows_(rows), n_(n), matrix_(std::move(matrix)) {
  std::vector<double> stack;
  for (int64_t row = 0; row < rows_; row += chunk_rows(n)) {
    Chunk chunk{row, std::min(chunk_rows(n), rows_ - row), {}};
    double *at = matrix_.data() + row * n_;
    check_lapack(row_qr(chunk.rows, n_, at, chunk.tau), "dgelqf");
    const int64_t height = std::min(chunk.rows, n_);
    stack.resize(stack.size() + static_cast<size_t>(height * n_));
    row_qr_r(chunk.rows, n_, at, stack.data() + stack.size() - height * n_);
    chunks_.push_back(std::move(chunk));
  }
  if (chunks_.size() > 1) {
    const int64_t stacked_rows = static_cast<int64_t>(stack.size()) / n_;
    stacked_ = std::make_unique<LocalTsqr>(stacked_rows, n_, std::move(stack));
    r_ = stacked_->r();
  } else {
    r_ = std::move(stack);
  }
}

std::vector<double> LocalTsqr::apply(const double *c, int64_t k) const {
  std::vector<double> inner;
  const double *from = c;
  if (stacked_) {
    inner = stacked_->apply(c, k);
    from = inner.data();
  }
  std::vector<double> result(static_cast<size_t>(rows_ * k));
  for (const Chunk &chunk : chunks_) {
    const int64_t height = std::min(chunk.rows, n_);
    double *to = result.data() + chunk.first_row * k;
    std::copy(from, from + height * k, to);
    from += height * k;
    check_lapack(row_qr_apply(chunk.rows, n_, matrix_.data() + chunk.first_row * n_, chunk.tau, k, to), "dormlq");
  }
  return result;
}

Tsqr::Tsqr(const Group &group, int64_t own_rows, int64_t n, std::vector<double> matrix)
    : group_(group), local_(own_rows, n, std::move(matrix)), r_rows_(group.gather_each(local_.r_rows())) {
  const int64_t stacked_rows = std::accumulate(r_rows_.begin(), r_rows_.end(), int64_t{0});
  std::vector<double> stack(group.root() ? static_cast<size_t>(stacked_rows * n) : 0);
  group.gather_to_root(local_.r().data(), r_rows_, n, stack.data());
  if (group.root()) top_ = std::make_unique<LocalTsqr>(stacked_rows, n, std::move(stack));
}

std::vector<double> Tsqr::apply(const std::vector<double> &c, int64_t k) const {
  std::vector<double> stack;
  if (group_.root()) stack = top_->apply(c.data(), k);
  std::vector<double> own(static_cast<size_t>(local_.r_rows() * k));
  group_.scatter_from_root(stack.data(), r_rows_, k, own.data());
  return local_.apply(own.data(), k);
}

} // namespace athanor::rowwise
