#include "subspace.h"

#include <algorithm>

#include "kernel.h"

namespace athanor::rowwise {
namespace {

std::vector<double> with_width(const std::vector<double> &matrix, int64_t rows, int64_t from, int64_t to) {
  if (from == to) return matrix;
  std::vector<double> result(static_cast<size_t>(rows * to));
  for (int64_t i = 0; i < rows; ++i) std::copy_n(matrix.data() + i * from, std::min(from, to), result.data() + i * to);
  return result;
}

} // namespace

std::vector<double> extend(const Group &group, Operator &op, Subspace &space, const std::vector<double> &z,
                           int64_t width, bool with_normal) {
  const int64_t padded = padded_width(width), own_short = op.own_short();
  std::vector<double> all(static_cast<size_t>(op.short_side() * padded));
  group.gather_rows(with_width(z, own_short, width, padded).data(), op.short_ranges(), padded, all.data());
  std::vector<double> y(static_cast<size_t>(op.own_long() * padded));
  std::vector<double> w(with_normal ? static_cast<size_t>(own_short * padded) : 0);
  const Operator::Second second = with_normal ? Operator::Second::of_y : Operator::Second::none;
  op.sweep(all.data(), padded, y.data(), second, nullptr, w.data());
  space.q.append(z.data(), width, width);
  space.b.append(y.data(), padded, width);
  return with_normal ? with_width(w, own_short, padded, width) : std::vector<double>();
}

} // namespace athanor::rowwise
