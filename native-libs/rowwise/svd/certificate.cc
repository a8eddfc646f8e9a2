#include "certificate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernel.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* Row-major rows x from columns, widened with zero columns to `to`. */
std::vector<double> widen(const std::vector<double> &matrix, int64_t rows, int64_t from, int64_t to) {
  std::vector<double> wide(static_cast<size_t>(rows * to));
  for (int64_t i = 0; i < rows; ++i) std::copy_n(matrix.data() + i * from, from, wide.data() + i * to);
  return wide;
}

/* Row i of product - x diag(sigma), whose squares are added to `norms`. */
void add_defect(const double *product, const double *x, const std::vector<double> &sigma, double *difference,
                std::vector<double> &norms) {
  for (size_t j = 0; j < sigma.size(); ++j) {
    difference[j] = product[j] - sigma[j] * x[j];
    norms[j] += difference[j] * difference[j];
  }
}

/* Collective: roots of the sums over all ranks. */
std::vector<double> roots(const Group &group, std::vector<double> norms) {
  group.sum(norms.data(), static_cast<int64_t>(norms.size()));
  for (double &norm : norms) norm = std::sqrt(norm);
  return norms;
}

void add_products(const double *x, int64_t rows, int64_t count, double *gram) {
  gemm(Op::transpose, Op::none, count, count, rows, 1.0, x, count, x, count, 1.0, gram, count);
}

/* Collective: how far the sum of X'X over all ranks is from I. */
double orthogonality(const Group &group, std::vector<double> gram, int64_t count) {
  group.sum(gram.data(), count * count);
  double largest = 0;
  for (int64_t i = 0; i < count; ++i)
    for (int64_t j = 0; j < count; ++j)
      largest = std::max(largest, std::fabs(gram[static_cast<size_t>(i * count + j)] - (i == j ? 1.0 : 0.0)));
  return largest;
}

} // namespace

void LongSide::add(const double *tv, int64_t width, const double *u, int64_t rows) {
  const int64_t count = static_cast<int64_t>(sigma_.size());
  std::vector<double> difference(sigma_.size());
  for (int64_t i = 0; i < rows; ++i) add_defect(tv + i * width, u + i * count, sigma_, difference.data(), norms_);
  add_products(u, rows, count, gram_.data());
}

Certificate LongSide::conclude(const Group &group, const std::vector<double> &v, const std::vector<double> &tu,
                               int64_t width) const {
  const int64_t count = static_cast<int64_t>(sigma_.size()), own_short = static_cast<int64_t>(v.size()) / count;
  Certificate certificate{};
  certificate.long_residuals = roots(group, norms_);
  certificate.short_defect.resize(v.size());
  std::vector<double> norms(sigma_.size()), gram(gram_.size());
  for (int64_t i = 0; i < own_short; ++i)
    add_defect(tu.data() + i * width, v.data() + i * count, sigma_, certificate.short_defect.data() + i * count, norms);
  certificate.short_residuals = roots(group, std::move(norms));
  add_products(v.data(), own_short, count, gram.data());
  certificate.orthogonality_u = orthogonality(group, gram_, count);
  certificate.orthogonality_v = orthogonality(group, std::move(gram), count);
  return certificate;
}

Certificate certify(Session &session, Operator &op, const Triplets &triplets) {
  const PhaseTimer timer(session, "certify");
  const Group &group = session.group;
  const int64_t count = triplets.count, width = padded_width(count);
  const int64_t own_long = op.own_long(), own_short = op.own_short();
  std::vector<double> all_v(static_cast<size_t>(op.short_side() * width));
  group.gather_rows(widen(triplets.v, own_short, count, width).data(), op.short_ranges(), width, all_v.data());
  const std::vector<double> u = widen(triplets.u, own_long, count, width);
  std::vector<double> tv(static_cast<size_t>(own_long * width)), tu(static_cast<size_t>(own_short * width));
  op.sweep(all_v.data(), width, tv.data(), Operator::Second::of_u, u.data(), tu.data());

  LongSide measured(triplets.sigma);
  measured.add(tv.data(), width, triplets.u.data(), own_long);
  return measured.conclude(group, triplets.v, tu, width);
}

std::vector<int64_t> unconverged(const Certificate &certificate, const std::vector<double> &sigma,
                                 const Tolerance &tolerance) {
  std::vector<int64_t> open;
  for (size_t i = 0; i < sigma.size(); ++i) {
    const double worst = std::max(certificate.long_residuals[i], certificate.short_residuals[i]);
    if (!(worst <= tolerance.bound(sigma, i))) open.push_back(static_cast<int64_t>(i));
  }
  return open;
}

} // namespace athanor::rowwise
