/* How a routine written in C++ says that it failed or was cancelled: it throws, and dispatch() reports. */
#ifndef ATHANOR_ERROR_HPP
#define ATHANOR_ERROR_HPP

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace athanor {

/*
 * A failure with a code of the error registry, such as ATHANOR_SINGULAR. `details_json` is an object for
 * programs, or empty. Throw it on every rank alike: on all of them from what all of them know, or through
 * agree() (collective.hpp) where only some ranks can see the fault. A rank that fails alone costs the group.
 */
class Error : public std::runtime_error {
 public:
  Error(std::string code, const std::string &message, std::string details_json = {})
      : std::runtime_error(message), code_(std::move(code)), details_json_(std::move(details_json)) {}

  const std::string &code() const { return code_; }
  const std::string &details_json() const { return details_json_; }

 private:
  std::string code_;
  std::string details_json_;
};

/* The caller wants the job stopped and all ranks know it. Not an Error: nothing went wrong. */
class Cancelled : public std::exception {
 public:
  const char *what() const noexcept override { return "cancelled"; }
};

} // namespace athanor

#endif
