/* The library's two exports. A routine is one line of `routines`: its name, its function and its manifest. */
#include <string>

#include "athanor/library.hpp"
#include "cholesky.h"
#include "cholesky_solve.h"
#include "condition_estimate.h"
#include "eigh.h"
#include "least_squares.h"
#include "lu.h"
#include "matmul.h"
#include "qr.h"
#include "routine_table.h"
#include "solve.h"
#include "svd.h"
#include "transpose.h"

namespace athanor::scalapack {
namespace {

const RoutineEntry routines[] = {
    {{"matmul", matmul}, kMatmulManifest},
    {{"transpose", transpose}, kTransposeManifest},
    {{"qr", qr}, kQrManifest},
    {{"lu", lu}, kLuManifest},
    {{"solve", solve}, kSolveManifest},
    {{"cholesky", cholesky}, kCholeskyManifest},
    {{"choleskySolve", cholesky_solve}, kCholeskySolveManifest},
    {{"leastSquares", least_squares}, kLeastSquaresManifest},
    {{"svd", svd}, kSvdManifest},
    {{"eigh", eigh}, kEighManifest},
    {{"conditionEstimate", condition_estimate}, kConditionEstimateManifest},
};

} // namespace
} // namespace athanor::scalapack

ATHANOR_EXPORT const char *athanor_manifest(void) {
  static const std::string manifest = athanor::library_manifest(
      "scalapack", "Dense factorisations of whole matrices, on a copy that is spread block-cyclically over the ranks.",
      athanor::scalapack::routines);
  return manifest.c_str();
}

ATHANOR_EXPORT int athanor_run_routine(athanor_run *run) { return athanor::run_from(athanor::scalapack::routines, run); }
