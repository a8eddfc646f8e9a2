/* The library's two exports. A routine is one entry in `dispatch` and one manifest string. */
#include <string>

#include "athanor/library.hpp"
#include "truncated_svd.h"

ATHANOR_EXPORT const char *athanor_manifest(void) {
  static const std::string manifest =
      std::string(R"({"abi":1,"name":"rowwise","version":"0.1.0",)"
                  R"("doc":"Factorisations that read the row parts of a matrix in place.",)"
                  R"("routines":[)") +
      athanor::rowwise::kTruncatedSvdManifest + "]}";
  return manifest.c_str();
}

ATHANOR_EXPORT int athanor_run_routine(athanor_run *run) {
  return athanor::dispatch(run, {{"truncatedSvd", athanor::rowwise::truncated_svd}});
}
