/* The library's two exports. A routine is one line of `routines`: its name, its function and its manifest. */
#include <string>

#include "athanor/library.hpp"
#include "matmul.h"
#include "routine_table.h"
#include "transpose.h"

namespace athanor::scalapack {
namespace {

const RoutineEntry routines[] = {
    {{"matmul", matmul}, kMatmulManifest},
    {{"transpose", transpose}, kTransposeManifest},
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
