/*
 * A library's table of routines, and its two exports made from it. A routine is one line of the table: its name, its
 * function and its entry of the manifest, which the library's own files declare.
 */
#ifndef ATHANOR_COMMON_ROUTINE_TABLE_H
#define ATHANOR_COMMON_ROUTINE_TABLE_H

#include <cstring>
#include <span>
#include <string>

#include "athanor/routine.hpp"

namespace athanor {

struct RoutineEntry {
  Routine routine;
  const char *manifest; /* a JSON object */
};

/* The manifest of a library; `doc` says in a sentence what its routines have in common. */
inline std::string library_manifest(const char *name, const char *doc, std::span<const RoutineEntry> table) {
  std::string text = R"({"abi":1,"version":"0.1.0","name":")" + std::string(name) + R"(","doc":")" + doc +
                     R"(","routines":[)";
  for (const RoutineEntry &entry : table) {
    if (&entry != table.data()) text += ',';
    text += entry.manifest;
  }
  return text + "]}";
}

/* The body of athanor_run_routine(). */
inline int run_from(std::span<const RoutineEntry> table, athanor_run *run) noexcept {
  for (const RoutineEntry &entry : table)
    if (std::strcmp(entry.routine.name, run->routine) == 0) return dispatch(run, {entry.routine});
  return dispatch(run, {});
}

} // namespace athanor

#endif
