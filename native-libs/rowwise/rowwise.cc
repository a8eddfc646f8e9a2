/* The library's two exports. A routine is one line of `routines`: its name, its function and its manifest. */
#include <cstring>
#include <string>

#include "athanor/library.hpp"
#include "column_stats.h"
#include "covariance.h"
#include "gram_matrix.h"
#include "matmul.h"
#include "multiply_transposed.h"
#include "pca.h"
#include "project.h"
#include "standardize.h"
#include "thin_qr.h"
#include "truncated_svd.h"

namespace athanor::rowwise {
namespace {

struct Entry {
  Routine routine;
  const char *manifest;
};

const Entry routines[] = {
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
};

std::string make_manifest() {
  std::string text = R"({"abi":1,"name":"rowwise","version":"0.1.0",)"
                     R"("doc":"Routines that read the row parts of a matrix in place.","routines":[)";
  for (const Entry &entry : routines) {
    if (&entry != routines) text += ',';
    text += entry.manifest;
  }
  return text + "]}";
}

} // namespace
} // namespace athanor::rowwise

ATHANOR_EXPORT const char *athanor_manifest(void) {
  static const std::string manifest = athanor::rowwise::make_manifest();
  return manifest.c_str();
}

ATHANOR_EXPORT int athanor_run_routine(athanor_run *run) {
  for (const auto &entry : athanor::rowwise::routines)
    if (std::strcmp(entry.routine.name, run->routine) == 0) return athanor::dispatch(run, {entry.routine});
  return athanor::dispatch(run, {});
}
