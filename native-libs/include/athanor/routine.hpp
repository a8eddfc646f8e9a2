/* From athanor_run_routine() to the C++ function of a routine, and from its exceptions back to a status. */
#ifndef ATHANOR_ROUTINE_HPP
#define ATHANOR_ROUTINE_HPP

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <new>
#include <string>

#include "athanor/error.hpp"
#include "athanor/library.h"

namespace athanor {

/* A parameter of the manifest: param<int64_t>(run, "k"), param<double>, param<bool>, param<std::string>. */
template <typename T>
T param(athanor_run *run, const char *name);
template <>
inline int64_t param<int64_t>(athanor_run *run, const char *name) {
  return run->param_int(run, name);
}
template <>
inline double param<double>(athanor_run *run, const char *name) {
  return run->param_float(run, name);
}
template <>
inline bool param<bool>(athanor_run *run, const char *name) {
  return run->param_bool(run, name) != 0;
}
template <>
inline std::string param<std::string>(athanor_run *run, const char *name) {
  return run->param_string(run, name);
}

/* Runs `body` and turns what it throws into the status and the recorded error that the C ABI wants. */
template <typename Body>
int guarded(athanor_run *run, Body &&body) noexcept {
  try {
    body();
    return ATHANOR_OK;
  } catch (const Cancelled &) {
    return ATHANOR_CANCELLED;
  } catch (const Error &error) {
    const bool details = !error.details_json().empty();
    run->error(run, error.code().c_str(), error.what(), details ? error.details_json().c_str() : nullptr);
  } catch (const std::bad_alloc &) {
    run->error(run, "ATHANOR_OUT_OF_MEMORY", "this rank could not allocate the routine's workspace", nullptr);
  } catch (const std::exception &error) {
    run->error(run, "ATHANOR_KERNEL_FAILED", error.what(), nullptr);
  } catch (...) {
    run->error(run, "ATHANOR_KERNEL_FAILED", "the routine threw something that is no std::exception", nullptr);
  }
  return ATHANOR_FAILED;
}

struct Routine {
  const char *name; /* as in the manifest */
  void (*run)(athanor_run *);
};

/*
 * The body of athanor_run_routine():
 *   int athanor_run_routine(athanor_run *run) { return athanor::dispatch(run, {{"columnMeans", column_means}}); }
 */
inline int dispatch(athanor_run *run, std::initializer_list<Routine> routines) noexcept {
  return guarded(run, [&] {
    for (const Routine &routine : routines)
      if (std::strcmp(routine.name, run->routine) == 0) return routine.run(run);
    throw Error("ATHANOR_UNKNOWN_ROUTINE", std::string("this library has no routine called ") + run->routine);
  });
}

} // namespace athanor

#endif
