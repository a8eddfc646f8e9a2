/* Failures that lie in the numbers, thrown on every rank alike. `info` is LAPACK's; the details have it, with the rank
 * (MPI's) that holds the entry which it points at. */
#ifndef ATHANOR_SCALAPACK_NUMERIC_ERRORS_H
#define ATHANOR_SCALAPACK_NUMERIC_ERRORS_H

#include <string>

#include "athanor/error.hpp"

namespace athanor::scalapack {

inline std::string info_details(int64_t info, int rank) {
  return "{\"info\":" + std::to_string(info) + ",\"rank\":" + std::to_string(rank) + "}";
}

[[noreturn]] inline void fail_singular(const std::string &what, const std::string &mend, int64_t info, int rank) {
  throw Error("ATHANOR_SINGULAR", what + "; " + mend, info_details(info, rank));
}

[[noreturn]] inline void fail_not_positive_definite(const char *input, int64_t info, int rank) {
  throw Error("ATHANOR_NOT_POSITIVE_DEFINITE",
              "input " + std::string(input) + " is not positive definite: its leading " + std::to_string(info) + " x " +
                  std::to_string(info) + " minor is not; use solve or eigh, or add a multiple of the identity",
              info_details(info, rank));
}

[[noreturn]] inline void fail_not_converged(const char *input, const char *what, int64_t info) {
  throw Error("ATHANOR_NOT_CONVERGED",
              std::string(what) + " of input " + input + " did not converge (info " + std::to_string(info) +
                  "); rowwise.truncatedSvd or slepc find a part of them by other methods",
              info_details(info, 0));
}

} // namespace athanor::scalapack

#endif
