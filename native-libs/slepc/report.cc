#include "report.h"

#include "json_text.h"

namespace athanor::slepc {

std::string warnings_or_error(const Verdict &verdict, const SolverLimits &limits, int64_t iterations, bool strict,
                              const char *what, const char *mend) {
  if (verdict.open == 0) return "[]";
  const std::string found = std::to_string(verdict.open) + " of " + std::to_string(limits.k) + " " + what +
                            " did not reach tol " + number(limits.tolerance.tol) + " in " +
                            std::to_string(iterations) + " restarts; the largest relative residual is " +
                            number(verdict.residual) + mend;
  if (!strict) return "[\"" + found + "\"]";
  throw Error("ATHANOR_NOT_CONVERGED",
              found + ". Raise maxIterations or tol, or leave strict off to get them as they are",
              "{\"iterations\":" + std::to_string(iterations) + ",\"residual\":" + number(verdict.residual) + "}");
}

JsonObject &JsonObject::add(const char *name, const std::string &json) {
  text_ += (text_.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + json;
  return *this;
}

} // namespace athanor::slepc
