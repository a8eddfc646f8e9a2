#include "definite.h"

#include "factor_api.h"
#include "load.h"
#include "long_call.h"
#include "numeric_errors.h"
#include "symmetry.h"
#include "triangles.h"

namespace athanor::scalapack {

template <typename T>
DistributedMatrix<T> definite_factor(Context &context, const athanor_matrix &input, Stage stage, double *norm) {
  require_symmetric(context.session, input, {"symmetry", 0, stage.from / 2});
  DistributedMatrix<T> matrix = load<T>(context, input, {"redistribute", stage.from / 2, stage.from});
  if (norm != nullptr) *norm = one_norm(matrix);
  const double n = static_cast<double>(matrix.rows());
  int info = 0;
  long_call(context, stage, n * n * n / 3, [&] { info = potrf(matrix); });
  if (info > 0) fail_not_positive_definite(input.name, info, owner_of_diagonal(matrix, info - 1));
  return matrix;
}

template DistributedMatrix<double> definite_factor(Context &, const athanor_matrix &, Stage, double *);
template DistributedMatrix<float> definite_factor(Context &, const athanor_matrix &, Stage, double *);

} // namespace athanor::scalapack
