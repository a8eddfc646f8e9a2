#include "nmf.h"

#include <cmath>

#include "hals.h"
#include "json_text.h"
#include "kernel.h"
#include "nonnegative.h"
#include "random_values.h"
#include "row_writer.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

/* An error of the recurrence below this share of |A| is rounding: squares are subtracted. */
constexpr double kRounding = 3e-8;

/* A factor by columns of the narrow side: W (own rows x k) or H' (n x k), each row `width` wide, zero from k on. */
using Factor = std::vector<double>;

struct Problem {
  athanor_run *run;
  Session &session;
  RowSource &source;
  int64_t k;
  int64_t width;
  EntrySums a;
};

/* How far the iterations are; counts on rank 0, broadcast with H. */
struct Progress {
  double error = 1; /* relative */
  bool converged = false;
};

/* Uniform between 0 and twice the mean that makes W H as large as A, like scikit-learn's random start. */
Factor random_factor(const Problem &p, int64_t stream, int64_t first_row, int64_t rows) {
  const double entries = static_cast<double>(p.source.cols()) * static_cast<double>(input(p.run, "a").rows);
  const double size = 2 * std::sqrt(p.a.sum / entries / static_cast<double>(p.k));
  const int64_t seed = param<int64_t>(p.run, "seed");
  Factor factor(static_cast<size_t>(rows * p.width));
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t l = 0; l < p.k; ++l)
      factor[static_cast<size_t>(i * p.width + l)] = size * std::fabs(random_value(seed, stream, first_row + i, l));
  return factor;
}

/* F'F, width x width. */
void gram_of(int64_t width, int64_t rows, const double *factor, double beta, double *gram) {
  gemm(Op::transpose, Op::none, width, width, rows, 1.0, factor, width, factor, width, beta, gram, width);
}

double inner(const double *a, const double *b, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

class Alternation {
 public:
  explicit Alternation(const Problem &p) : p_(p), n_(p.source.cols()), height_(RowSource::block_rows(n_)) {
    w = random_factor(p, 1, p.source.first_row(), p.source.rows());
    h = random_factor(p, 2, 0, n_);
    gram_.resize(static_cast<size_t>(p.width * p.width));
    sums_.resize(static_cast<size_t>((n_ + p.width) * p.width));
    products_.resize(static_cast<size_t>(height_ * p.width));
  }

  /* Collective: W by H, then H by W. */
  void iterate(Stage stage, double tol) {
    const int64_t width = p_.width;
    std::fill(sums_.begin(), sums_.end(), 0.0);
    gram_of(width, n_, h.data(), 0, gram_.data());
    row_pass(p_.session, p_.source, height_, stage,
             [&](int64_t row, int64_t rows, const Block &block) { update_rows(row, rows, block); });
    p_.session.group.sum_to_root(sums_.data(), static_cast<int64_t>(sums_.size()));
    double facts[2] = {};
    if (p_.session.group.root()) {
      const double error = update_h(), before = progress.error;
      facts[0] = error;
      facts[1] = before - error <= tol * before || error <= kRounding ? 1 : 0;
    }
    p_.session.group.broadcast(facts, 2);
    p_.session.group.broadcast(h.data(), n_ * width);
    progress = {facts[0], facts[1] != 0};
  }

  Factor w;
  Factor h; /* transposed */
  Progress progress;

 private:
  void update_rows(int64_t row, int64_t rows, const Block &block) {
    const int64_t width = p_.width;
    double *own = w.data() + row * width;
    std::fill(products_.begin(), products_.end(), 0.0);
    kernel().multiply(block.data, block.stride, rows, n_, h.data(), width, products_.data(), width, width);
    hals_sweeps(rows, p_.k, width, gram_.data(), products_.data(), own);
    kernel().multiply_transposed(block.data, block.stride, rows, n_, own, width, sums_.data(), width, width);
    gram_of(width, rows, own, 1, sums_.data() + n_ * width);
  }

  /* On rank 0: H from A'W and W'W; returns the relative error of W and the new H. */
  double update_h() {
    const int64_t width = p_.width;
    const double *gram_w = sums_.data() + n_ * width;
    std::vector<double> products(sums_.begin(), sums_.begin() + n_ * width);
    hals_sweeps(n_, p_.k, width, gram_w, products.data(), h.data());
    gram_of(width, n_, h.data(), 0, gram_.data());
    const double square = p_.a.squares - 2 * inner(sums_.data(), h.data(), n_ * width) +
                          inner(gram_w, gram_.data(), width * width);
    return p_.a.squares > 0 ? std::sqrt(std::max(square, 0.0) / p_.a.squares) : 0;
  }

  const Problem &p_;
  int64_t n_;
  int64_t height_;
  std::vector<double> gram_;     /* H H' */
  std::vector<double> sums_;     /* A'W, then W'W */
  std::vector<double> products_; /* of a block with H' */
};

/* `factor` without its padding, times 2^exponent, as the output's dtype holds it. */
std::vector<double> rounded(const Problem &p, const Factor &factor, int exponent, athanor_dtype dtype) {
  const int64_t rows = static_cast<int64_t>(factor.size()) / p.width;
  std::vector<double> result(static_cast<size_t>(rows * p.k));
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t l = 0; l < p.k; ++l) {
      const double value = std::ldexp(factor[static_cast<size_t>(i * p.width + l)], exponent);
      result[static_cast<size_t>(i * p.k + l)] = dtype == ATHANOR_FLOAT32 ? static_cast<float>(value) : value;
    }
  return result;
}

/* Collective: |A - W H| / |A| from the entries, for factors whose product is the unscaled A's. */
double measure(const Problem &p, const std::vector<double> &w, const std::vector<double> &ht) {
  const int64_t n = p.source.cols(), height = RowSource::block_rows(n);
  std::vector<double> model(static_cast<size_t>(height * n));
  double squares = 0;
  row_pass(p.session, p.source, height, {"measure", 0.95, 1}, [&](int64_t row, int64_t rows, const Block &block) {
    gemm(Op::none, Op::transpose, rows, n, p.k, p.source.scale(), w.data() + row * p.k, p.k, ht.data(), p.k, 0.0,
         model.data(), n);
    for (int64_t i = 0; i < rows; ++i) {
      const double *found = block.data + i * block.stride, *expected = model.data() + i * n;
      for (int64_t j = 0; j < n; ++j) squares += (found[j] - expected[j]) * (found[j] - expected[j]);
    }
  });
  p.session.group.sum(&squares, 1);
  return p.a.squares > 0 ? std::sqrt(squares / p.a.squares) : 0;
}

std::vector<double> transposed(const std::vector<double> &ht, int64_t n, int64_t k) {
  std::vector<double> h(ht.size());
  for (int64_t j = 0; j < n; ++j)
    for (int64_t l = 0; l < k; ++l) h[static_cast<size_t>(l * n + j)] = ht[static_cast<size_t>(j * k + l)];
  return h;
}

void report(const Problem &p, double error, int64_t iterations, bool converged) {
  const std::string tol = number(param<double>(p.run, "tol")), count = std::to_string(iterations);
  if (!converged && param<bool>(p.run, "strict"))
    throw Error("ATHANOR_NOT_CONVERGED",
                "the error still fell by more than tol " + tol + " of itself in iteration " + count +
                    ". Raise maxIterations or tol",
                "{\"iterations\":" + count + ",\"residual\":" + number(error) + "}");
  const std::string warning =
      converged ? "" : "\"the error still fell by more than tol " + tol + " of itself in iteration " + count + "\"";
  p.run->result_json(p.run, ("{\"relativeError\":" + number(error) + ",\"iterations\":" + count +
                             ",\"passes\":" + std::to_string(p.session.passes) +
                             ",\"converged\":" + (converged ? "true" : "false") + ",\"warnings\":[" + warning + "]}")
                                .c_str());
}

} // namespace

void nmf(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  Session session(run);
  RowSource source(a);
  const EntrySums sums = check_nonnegative(session, source, {"check", 0, 0.05});
  const int64_t k = param<int64_t>(run, "k"), limit = param<int64_t>(run, "maxIterations");
  const double tol = param<double>(run, "tol");
  const Problem p{run, session, source, k, padded_width(k), sums};
  Alternation alternation(p);
  int64_t iterations = 0;
  double fraction = 0.05;
  for (; iterations < limit && !alternation.progress.converged; ++iterations) {
    const double from = fraction;
    fraction += (0.95 - fraction) / static_cast<double>(std::min<int64_t>(limit, 50));
    alternation.iterate({"alternate", from, fraction}, tol);
    session.progress("alternate", fraction, alternation.progress.error);
  }
  /* The scale of A goes half to each factor, so that neither leaves the range that A is in. */
  const int exponent = -std::ilogb(source.scale());
  const std::vector<double> w = rounded(p, alternation.w, exponent / 2, a.dtype);
  const std::vector<double> ht = rounded(p, alternation.h, exponent - exponent / 2, a.dtype);
  const double error = measure(p, w, ht);
  RowWriter(run, "w", source.rows(), k, a.dtype).write(w.data(), source.rows());
  write_from_root(run, session.group, "h", transposed(ht, a.cols, k), k, a.cols, a.dtype);
  report(p, error, iterations, alternation.progress.converged);
}

} // namespace athanor::rowwise
