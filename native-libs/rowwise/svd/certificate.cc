#include "certificate.h"

#include <algorithm>
#include <cmath>

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

/* product - x diag(sigma), without padding; its column norms over all ranks go to `norms`. */
std::vector<double> defect(const Group &group, const std::vector<double> &product, int64_t width,
                           const std::vector<double> &x, int64_t rows, const std::vector<double> &sigma,
                           std::vector<double> &norms) {
  const int64_t count = static_cast<int64_t>(sigma.size());
  std::vector<double> difference(x.size());
  norms.assign(sigma.size(), 0.0);
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < count; ++j) {
      const double value = product[static_cast<size_t>(i * width + j)] -
                           sigma[static_cast<size_t>(j)] * x[static_cast<size_t>(i * count + j)];
      difference[static_cast<size_t>(i * count + j)] = value;
      norms[static_cast<size_t>(j)] += value * value;
    }
  group.sum(norms.data(), count);
  for (double &norm : norms) norm = std::sqrt(norm);
  return difference;
}

double orthogonality(const Group &group, const std::vector<double> &x, int64_t rows, int64_t count) {
  std::vector<double> g(static_cast<size_t>(count * count));
  gemm(Op::transpose, Op::none, count, count, rows, 1.0, x.data(), count, x.data(), count, 0.0, g.data(), count);
  group.sum(g.data(), count * count);
  double largest = 0;
  for (int64_t i = 0; i < count; ++i)
    for (int64_t j = 0; j < count; ++j)
      largest = std::max(largest, std::fabs(g[static_cast<size_t>(i * count + j)] - (i == j ? 1.0 : 0.0)));
  return largest;
}

} // namespace

Certificate compare(const Group &group, const Triplets &triplets, const Products &products) {
  const int64_t count = triplets.count;
  const int64_t own_long = static_cast<int64_t>(triplets.u.size()) / count;
  const int64_t own_short = static_cast<int64_t>(triplets.v.size()) / count;
  Certificate certificate{};
  defect(group, products.tv, products.width, triplets.u, own_long, triplets.sigma, certificate.long_residuals);
  certificate.short_defect = defect(group, products.tu, products.width, triplets.v, own_short, triplets.sigma,
                                    certificate.short_residuals);
  certificate.orthogonality_u = orthogonality(group, triplets.u, own_long, count);
  certificate.orthogonality_v = orthogonality(group, triplets.v, own_short, count);
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

  return compare(group, triplets, {tv, tu, width});
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
