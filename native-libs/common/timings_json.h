/* The time of a job's phases as JSON text. */
#ifndef ATHANOR_COMMON_TIMINGS_JSON_H
#define ATHANOR_COMMON_TIMINGS_JSON_H

#include "json_text.h"
#include "session.h"

namespace athanor {

/* An object of milliseconds per phase on this rank. */
inline std::string timings_json(const Session &session) {
  std::string text = "{";
  for (const auto &[phase, ms] : session.timings)
    text += (text.size() > 1 ? ",\"" : "\"") + phase + "\":" + number(std::round(ms * 1000) / 1000);
  return text + "}";
}

} // namespace athanor

#endif
