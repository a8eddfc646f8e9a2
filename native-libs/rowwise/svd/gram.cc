#include "gram.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel.h"
#include "leading_eigen.h"
#include "sliced_gram.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Vectors beyond the k wanted that a direct method takes along: they cost little and settle ties at the cut. */
constexpr int64_t kSpare = 8;

int64_t taken(const Operator &op, const SvdOptions &options) { return std::min(op.short_side(), options.k + kSpare); }

void agree_on_info(const Group &group, double info, const char *routine) {
  group.broadcast(&info, 1);
  if (info != 0)
    throw Error("ATHANOR_KERNEL_FAILED",
                std::string(routine) + " did not converge (info " + std::to_string(static_cast<int>(info)) + ")");
}

/* vectors: on rank 0, short x width. One pass for their image. */
void take_subspace(Session &session, Operator &op, std::vector<double> &vectors, int64_t width, Subspace &space) {
  const Group &group = session.group;
  vectors.resize(static_cast<size_t>(op.short_side() * width));
  group.broadcast(vectors.data(), op.short_side() * width);
  const int64_t begin = op.short_ranges().begin(group.rank());
  const std::vector<double> own(vectors.begin() + begin * width, vectors.begin() + (begin + op.own_short()) * width);
  const PhaseTimer timer(session, "passes");
  extend(group, op, space, own, width, false);
}

/* Folds rows into an R factor: the rows are collected below the current R until the pile is worth a QR. */
class RowFolder {
 public:
  explicit RowFolder(int64_t n) : n_(n), limit_(std::max<int64_t>(4 * n, 256)) {}

  void add(const double *rows, int64_t count, int64_t stride) {
    for (int64_t i = 0; i < count; ++i) {
      pile_.insert(pile_.end(), rows + i * stride, rows + i * stride + n_);
      if (++height_ >= limit_) fold();
    }
  }

  /* min(rows, n) x n upper trapezoidal. */
  std::vector<double> finish() {
    fold();
    return std::move(pile_);
  }

 private:
  void fold() {
    if (height_ == 0) return;
    std::vector<double> tau;
    if (row_qr(height_, n_, pile_.data(), tau) != 0) throw Error("ATHANOR_INTERNAL", "dgelqf refused its arguments");
    const int64_t kept = std::min(height_, n_);
    std::vector<double> r(static_cast<size_t>(kept * n_));
    row_qr_r(height_, n_, pile_.data(), r.data());
    pile_.assign(r.begin(), r.end());
    height_ = kept;
  }

  int64_t n_;
  int64_t limit_;
  int64_t height_ = 0;
  std::vector<double> pile_;
};

/* The R factor of all ranks' rows, n x n, on rank 0; one rank's R at a time, so that rank 0 holds few of them. */
std::vector<double> combine_r(const Group &group, int64_t n, std::vector<double> own) {
  const std::vector<int64_t> heights = group.gather_each(static_cast<int64_t>(own.size()) / n);
  if (!group.root()) {
    check_mpi(MPI_Send(own.data(), static_cast<int>(own.size()), MPI_DOUBLE, 0, 0, group.comm()), "MPI_Send");
    return {};
  }
  RowFolder folder(n);
  folder.add(own.data(), heights[0], n);
  std::vector<double> other;
  for (int r = 1; r < group.size(); ++r) {
    other.resize(static_cast<size_t>(heights[static_cast<size_t>(r)] * n));
    check_mpi(MPI_Recv(other.data(), static_cast<int>(other.size()), MPI_DOUBLE, r, 0, group.comm(), MPI_STATUS_IGNORE),
              "MPI_Recv");
    folder.add(other.data(), heights[static_cast<size_t>(r)], n);
  }
  return folder.finish();
}

/* Below this tolerance the digits that a sliced Gram matrix leaves out would show. */
constexpr double kLeastSlicedTolerance = 1e-10;
/* Less is done before the tiles have been filled. */
constexpr int64_t kLeastSlicedFlops = 100'000'000;
/* What a sliced Gram matrix's error does to T'T v, over the limit and the Frobenius norm of T: 2^-40 and the
 * coherence of rounding errors in columns whose entries are mostly alike. */
constexpr double kSlicedError = 64 * 0x1p-40;

ApproximateGram sliced_gram(Session &session, Operator &op) {
  const PhaseTimer timer(session, "gram");
  SlicedGram sums(op.short_side());
  op.visit_rows(
      [&](const double *rows, int64_t count, int64_t stride) { sums.add(rows, count, stride, nullptr); });
  ApproximateGram result{sums.take(), session.group.largest(sums.limit())};
  session.group.sum_to_root(result.gram.data(), op.short_side() * op.short_side());
  return result;
}

std::vector<double> exact_gram(Session &session, Operator &op) {
  const PhaseTimer timer(session, "gram");
  const int64_t n = op.short_side();
  std::vector<double> g(static_cast<size_t>(n * n));
  op.visit_rows([&](const double *rows, int64_t count, int64_t stride) { add_gram(rows, stride, count, n, g.data()); });
  session.group.sum_to_root(g.data(), n * n);
  return g;
}

double trace(int64_t n, const std::vector<double> &matrix) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += matrix[static_cast<size_t>(i * n + i)];
  return sum;
}

/* The leading eigenvectors of a matrix that rank 0 has. */
Eigenvectors decompose(Session &session, const Operator &op, const SvdOptions &options, std::vector<double> g) {
  const PhaseTimer timer(session, "eigen");
  session.progress("eigen", 0.5, -1);
  const int64_t n = op.short_side();
  Eigenvectors found{std::min(n, padded_width(options.k + 1)), {}, {}};
  double info = 0;
  if (session.group.root() && !leading_eigen(n, options.k, found.width, g, found.values, found.vectors))
    info = largest_symmetric_eigen(n, found.width, g, found.values, found.vectors);
  agree_on_info(session.group, info, "dsyevr");
  found.values.resize(static_cast<size_t>(found.width));
  found.vectors.resize(static_cast<size_t>(n * found.width));
  session.group.broadcast(found.values.data(), found.width);
  session.group.broadcast(found.vectors.data(), n * found.width);
  return found;
}

/* Whether an error of so much in T'T v leaves all k triplets well within what they may be off. */
bool good_enough(const Eigenvectors &found, const SvdOptions &options, double error) {
  std::vector<double> sigma;
  for (int64_t i = 0; i < options.k; ++i)
    sigma.push_back(std::sqrt(std::max(found.values[static_cast<size_t>(i)], 0.0)));
  for (size_t i = 0; i < sigma.size(); ++i)
    if (!(4 * error <= sigma[i] * options.tolerance.bound(sigma, i))) return false;
  return true;
}

} // namespace

bool sliced_gram_pays(int64_t long_side, int64_t short_side, const SvdOptions &options) {
  return SlicedGram::available() && options.tolerance.tol >= kLeastSlicedTolerance && short_side >= 64 &&
         long_side * short_side * short_side >= kLeastSlicedFlops;
}

Eigenvectors gram_eigenvectors(Session &session, Operator &op, const SvdOptions &options, ApproximateGram *given) {
  session.progress("gram", 0, -1);
  if (given != nullptr || sliced_gram_pays(op.long_side(), op.short_side(), options)) {
    ApproximateGram sums = given != nullptr ? std::move(*given) : sliced_gram(session, op);
    const double error = kSlicedError * sums.limit;
    double total = 0;
    if (session.group.root()) total = trace(op.short_side(), sums.gram);
    Eigenvectors found = decompose(session, op, options, std::move(sums.gram));
    session.group.broadcast(&total, 1);
    if (good_enough(found, options, error * std::sqrt(total))) return found;
  }
  return decompose(session, op, options, exact_gram(session, op));
}

void eigen_subspace(Session &session, Operator &op, const SvdOptions &options, Eigenvectors &eigen, Subspace &space) {
  take_subspace(session, op, eigen.vectors, std::min(eigen.width, options.capacity), space);
}

void qr_subspace(Session &session, Operator &op, const SvdOptions &options, Subspace &space) {
  const int64_t n = op.short_side(), width = taken(op, options);
  std::vector<double> values, left, right;
  session.progress("qr", 0, -1);
  {
    const PhaseTimer timer(session, "qr");
    RowFolder folder(n);
    op.visit_rows([&](const double *rows, int64_t count, int64_t stride) { folder.add(rows, count, stride); });
    std::vector<double> r = combine_r(session.group, n, folder.finish());
    session.progress("small svd", 0.5, -1);
    double info = 0;
    if (session.group.root()) info = square_svd(n, width, r, values, left, right);
    agree_on_info(session.group, info, "dgesvd");
  }
  take_subspace(session, op, right, width, space);
}

} // namespace athanor::rowwise
