/* Figures of a result as JSON text. */
#ifndef ATHANOR_COMMON_JSON_TEXT_H
#define ATHANOR_COMMON_JSON_TEXT_H

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace athanor {

inline std::string number(double value) {
  if (!std::isfinite(value)) return "null"; /* JSON has no infinity: beyond the range of a double */
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

inline std::string list(const std::vector<double> &values) {
  std::string text = "[";
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    text += number(values[i]);
  }
  return text + "]";
}

} // namespace athanor

#endif
