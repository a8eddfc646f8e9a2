/* The library's two exports. A routine is one line of `routines`: its name, its function and its manifest. */
#include <string>

#include "athanor/library.hpp"
#include "eigsh.h"
#include "routine_table.h"
#include "truncated_svd.h"

namespace athanor::slepc {
namespace {

const RoutineEntry routines[] = {
    {{"truncatedSvd", truncated_svd}, kTruncatedSvdManifest},
    {{"eigsh", eigsh}, kEigshManifest},
};

} // namespace
} // namespace athanor::slepc

ATHANOR_EXPORT const char *athanor_manifest(void) {
  static const std::string manifest = athanor::library_manifest(
      "slepc", "Singular values and eigenvalues by SLEPc, from the rows in place; float64 only.",
      athanor::slepc::routines);
  return manifest.c_str();
}

ATHANOR_EXPORT int athanor_run_routine(athanor_run *run) { return athanor::run_from(athanor::slepc::routines, run); }
