/* The outcome of a solver as the caller gets it: convergence by the certificate, a warning or an error, JSON. */
#ifndef ATHANOR_SLEPC_REPORT_H
#define ATHANOR_SLEPC_REPORT_H

#include <string>

#include "solver_control.h"

namespace athanor::slepc {

struct Verdict {
  int64_t open = 0;    /* values whose residual is larger than allowed */
  double residual = 0; /* the largest relative one */
};

/* Throws ATHANOR_NOT_CONVERGED if `strict` and values are open; returns the list of warnings as JSON. `what` did not
 * converge; `mend` is what else helps than more iterations. */
std::string warnings_or_error(const Verdict &verdict, const SolverLimits &limits, int64_t iterations, bool strict,
                              const char *what, const char *mend = "");

/* {"name":value,...} put together piece by piece. */
class JsonObject {
 public:
  JsonObject &add(const char *name, const std::string &json);
  std::string text() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

} // namespace athanor::slepc

#endif
