#include "truncated_svd_options.h"

#include <algorithm>
#include <limits>

namespace athanor::rowwise {
namespace {

/*
 * Gram costs long * short^2 flops and 9 short^3 on one rank; Krylov 4 long * short * block a pass, in some
 * 8 + 2 k / block passes. Gram is preferred where it is cheap at all: it misses no repeated singular value and
 * needs two passes. With much of the spectrum wanted the small values would not pass the certificate: QR at once.
 */
Method choose_method(int64_t rows, int64_t cols, int64_t k, int64_t block) {
  const double side = static_cast<double>(std::min(rows, cols)), other = static_cast<double>(std::max(rows, cols));
  if (side > kMaxDirectSide) return Method::krylov;
  if (4 * k >= static_cast<int64_t>(side)) return Method::qr;
  const double gram = other * side * side + 9 * side * side * side;
  const double krylov =
      4 * other * side * static_cast<double>(block) * (8 + 2.0 * static_cast<double>(k) / static_cast<double>(block));
  return side <= 1024 || gram <= krylov ? Method::gram : Method::krylov;
}

int64_t choose_block(int64_t k) { return k <= 128 ? 8 : k <= 512 ? 16 : 32; }

Method parse_method(const std::string &name, int64_t rows, int64_t cols, int64_t k, int64_t block) {
  if (name == "krylov") return Method::krylov;
  if (name == "auto") return choose_method(rows, cols, k, block);
  const int64_t side = std::min(rows, cols);
  if (side > kMaxDirectSide)
    throw Error("ATHANOR_INVALID_ARGUMENT", "method " + name + " needs a matrix with at most " +
                                                std::to_string(kMaxDirectSide) + " rows or columns; this one is " +
                                                std::to_string(rows) + " x " + std::to_string(cols) +
                                                ". Use method krylov or auto");
  return name == "gram" ? Method::gram : Method::qr;
}

} // namespace

const char *method_name(Method method) {
  return method == Method::krylov ? "krylov" : method == Method::gram ? "gram" : "qr";
}

SvdOptions read_options(athanor_run *run, const athanor_matrix &a) {
  SvdOptions options{};
  const int64_t side = std::min(a.rows, a.cols);
  options.k = param<int64_t>(run, "k");
  if (options.k < 1 || options.k > side)
    throw Error("ATHANOR_INVALID_ARGUMENT", "k is " + std::to_string(options.k) + "; a " + std::to_string(a.rows) +
                                                " x " + std::to_string(a.cols) + " matrix has k from 1 to " +
                                                std::to_string(side));
  const bool single = a.dtype == ATHANOR_FLOAT32;
  options.tolerance.tol = param<double>(run, "tol");
  options.tolerance.eps = single ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  options.seed = param<int64_t>(run, "seed");
  options.max_passes = param<int64_t>(run, "maxPasses");
  options.strict = param<bool>(run, "strict");
  const int64_t wanted_block = param<int64_t>(run, "blockSize");
  /* Whoever says how many columns a pass adds gets such passes. */
  options.rough_start = !single && wanted_block == 0;
  options.block = std::min(side, wanted_block > 0 ? wanted_block : choose_block(options.k));
  options.method = parse_method(param<std::string>(run, "method"), a.rows, a.cols, options.k, options.block);
  options.capacity = std::min(side, 3 * options.k + 128);
  return options;
}

} // namespace athanor::rowwise
