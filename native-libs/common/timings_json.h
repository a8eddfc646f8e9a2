/* Where a job's time went, as JSON: milliseconds per phase on this rank. */
#ifndef ATHANOR_COMMON_TIMINGS_JSON_H
#define ATHANOR_COMMON_TIMINGS_JSON_H

#include "json_text.h"
#include "session.h"

namespace athanor {

inline std::string timings_json(const Session &session) {
  std::string text = "{";
  for (const auto &[phase, ms] : session.timings)
    text += (text.size() > 1 ? ",\"" : "\"") + phase + "\":" + number(std::round(ms * 1000) / 1000);
  return text + "}";
}

} // namespace athanor

#endif
