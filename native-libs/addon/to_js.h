// C++ structs to the transfer types of native.ts. JavaScript thread only.
#pragma once

#include <napi.h>

#include <optional>
#include <string>

#include "host_info.h"
#include "job.h"

namespace athanor_host {

Napi::Value progress_to_js(Napi::Env env, const std::string &phase, double fraction, const std::string &facts_json);
Napi::Value log_to_js(Napi::Env env, const std::string &level, const std::string &message);
Napi::Value outcome_to_js(Napi::Env env, const Outcome &outcome);
Napi::Value info_to_js(Napi::Env env, const HostInfo &info);
// An Error whose message starts with the failure's code.
Napi::Value error_to_js(Napi::Env env, const Failure &failure);

// The JSON text as an object, or nothing where it is no JSON object.
std::optional<Napi::Object> parse_json_object(Napi::Env env, const std::string &json);

} // namespace athanor_host
