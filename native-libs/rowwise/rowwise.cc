/* The library's two exports. A routine is one line of `routines`: its name, its function and its manifest. */
#include <string>

#include "athanor/library.hpp"
#include "column_stats.h"
#include "covariance.h"
#include "gram_matrix.h"
#include "kmeans.h"
#include "kmeans_assign.h"
#include "least_squares.h"
#include "linear_predict.h"
#include "logistic_regression.h"
#include "matmul.h"
#include "multiply_transposed.h"
#include "nmf.h"
#include "pca.h"
#include "project.h"
#include "ridge.h"
#include "routine_table.h"
#include "standardize.h"
#include "thin_qr.h"
#include "truncated_svd.h"

namespace athanor::rowwise {
namespace {

const RoutineEntry routines[] = {
    {{"truncatedSvd", truncated_svd}, kTruncatedSvdManifest},
    {{"pca", pca}, kPcaManifest},
    {{"columnStats", column_stats}, kColumnStatsManifest},
    {{"gram", gram_matrix}, kGramManifest},
    {{"covariance", covariance}, kCovarianceManifest},
    {{"thinQr", thin_qr}, kThinQrManifest},
    {{"matmul", matmul}, kMatmulManifest},
    {{"multiplyTransposed", multiply_transposed}, kMultiplyTransposedManifest},
    {{"project", project}, kProjectManifest},
    {{"standardize", standardize}, kStandardizeManifest},
    {{"kmeans", kmeans}, kKmeansManifest},
    {{"kmeansAssign", kmeans_assign}, kKmeansAssignManifest},
    {{"leastSquares", least_squares}, kLeastSquaresManifest},
    {{"ridge", ridge}, kRidgeManifest},
    {{"linearPredict", linear_predict}, kLinearPredictManifest},
    {{"linearClassify", linear_classify}, kLinearClassifyManifest},
    {{"logisticRegression", logistic_regression}, kLogisticRegressionManifest},
    {{"nmf", nmf}, kNmfManifest},
};

} // namespace
} // namespace athanor::rowwise

ATHANOR_EXPORT const char *athanor_manifest(void) {
  static const std::string manifest = athanor::library_manifest(
      "rowwise", "Routines that read the row parts of a matrix in place.", athanor::rowwise::routines);
  return manifest.c_str();
}

ATHANOR_EXPORT int athanor_run_routine(athanor_run *run) { return athanor::run_from(athanor::rowwise::routines, run); }
