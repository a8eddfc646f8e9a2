#include "least_squares.h"

#include <cmath>
#include <limits>

#include "condition.h"
#include "factor_api.h"
#include "inputs.h"
#include "load.h"
#include "long_call.h"
#include "numeric_errors.h"
#include "store.h"
#include "timings_json.h"
#include "triangles.h"

namespace athanor::scalapack {
namespace {

/* B in the leading rows of a matrix that has room for the solutions too. */
template <typename T>
DistributedMatrix<T> load_right_sides(Context &context, const athanor_matrix &b, int64_t rows, Stage stage) {
  if (rows <= b.matrix_rows) return load<T>(context, b, stage);
  DistributedMatrix<T> right(context, rows, b.cols);
  copy(b.matrix_rows, b.cols, load<T>(context, b, stage), right);
  return right;
}

/* Throws where the triangle of A's factorisation is singular to working precision. */
template <typename T>
double require_full_rank(Context &context, const DistributedMatrix<T> &factors, const char *input) {
  const bool tall = factors.rows() >= factors.cols();
  const int64_t rank = std::min(factors.rows(), factors.cols());
  const Triangle triangle = tall ? Triangle::upper : Triangle::lower;
  const ColumnSolver<T> solver = [&](Op op, DistributedMatrix<T> &column) {
    trsm(triangle, op, rank, 1, factors.from(0, 0), column.from(0, 0));
  };
  const double rcond = reciprocal_condition(context, rank, one_norm_of_triangle(triangle, rank, factors), solver);
  if (rcond >= static_cast<double>(std::numeric_limits<T>::epsilon())) return rcond;
  const std::vector<double> pivots = diagonal(context, factors);
  size_t smallest = 0;
  for (size_t i = 1; i < pivots.size(); ++i)
    if (std::fabs(pivots[i]) < std::fabs(pivots[smallest])) smallest = i;
  fail_singular("input " + std::string(input) + " has dependent " + (tall ? "columns" : "rows") +
                    " to working precision (reciprocal condition " + number(rcond) + ")",
                "rowwise.leastSquares finds the solution of smallest norm", static_cast<int64_t>(smallest) + 1,
                owner_of_diagonal(factors, static_cast<int64_t>(smallest)));
}

/* |A x - b| of each column: the norm of what gels leaves below the solutions. */
template <typename T>
std::vector<double> residual_norms(const Context &context, const DistributedMatrix<T> &right, int64_t n) {
  std::vector<double> norms(static_cast<size_t>(right.cols()));
  const int64_t first = local_rows_below(right, context.run->rank, n);
  for (int64_t col = 0; col < right.local_cols(); ++col)
    for (int64_t row = first; row < right.local_rows(); ++row) {
      const double entry = right.local()[col * right.stride() + row];
      double &norm = norms[static_cast<size_t>(right.global_col(col))];
      norm = std::hypot(norm, entry);
    }
  for (double &norm : norms) norm *= norm;
  context.group().sum(norms.data(), static_cast<int64_t>(norms.size()));
  for (double &norm : norms) norm = std::sqrt(norm);
  return norms;
}

template <typename T>
void solve_inputs(athanor_run *run, const athanor_matrix &a, const athanor_matrix &b) {
  Context context(run, {shape_of(a), shape_of(b)});
  DistributedMatrix<T> matrix = load<T>(context, a, {"redistribute", 0, 0.1});
  const int64_t m = matrix.rows(), n = matrix.cols();
  DistributedMatrix<T> right = load_right_sides<T>(context, b, std::max(m, n), {"redistribute", 0.1, 0.15});
  const double small = static_cast<double>(std::min(m, n)), large = static_cast<double>(std::max(m, n));
  long_call(context, {"factor", 0.15, 0.9}, 2 * large * small * (small + 2 * static_cast<double>(b.cols)),
            [&] { gels(matrix, right); });
  const double rcond = require_full_rank(context, matrix, a.name);
  const std::vector<double> norms =
      m > n ? residual_norms(context, right, n) : std::vector<double>(static_cast<size_t>(b.cols));
  store(context, right, {n, b.cols}, "x", {"write", 0.9, 1});
  run->result_json(run, ("{\"residualNorms\":" + list(norms) + ",\"rcond\":" + number(rcond) + ",\"timings\":" +
                         timings_json(context.session) + "}")
                            .c_str());
}

} // namespace

void least_squares(athanor_run *run) {
  const athanor_matrix &a = input(run, "a"), &b = input(run, "b");
  require_same_dtype(a, b);
  require_rows(b, a.matrix_rows, "as many as a has");
  with_dtype(a.dtype, [&](auto zero) { solve_inputs<decltype(zero)>(run, a, b); });
}

} // namespace athanor::scalapack
