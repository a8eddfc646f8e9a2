#include "to_js.h"

namespace athanor_host {
namespace {

Napi::Object object_or_empty(Napi::Env env, const std::string &json) {
  return parse_json_object(env, json).value_or(Napi::Object::New(env));
}

Napi::Value failure_to_js(Napi::Env env, const std::optional<Failure> &failure) {
  if (!failure) return env.Null();
  Napi::Object object = Napi::Object::New(env);
  object["code"] = failure->code;
  object["message"] = failure->message;
  object["details"] = object_or_empty(env, failure->details_json);
  return object;
}

Napi::Value written_to_js(Napi::Env env, const WrittenOutput &output) {
  Napi::Object object = Napi::Object::New(env);
  object["name"] = output.name;
  object["rows"] = static_cast<double>(output.rows);
  object["cols"] = static_cast<double>(output.cols);
  object["dtype"] = output.dtype == ATHANOR_FLOAT32 ? "float32" : "float64";
  object["bytes"] = static_cast<double>(output.bytes);
  object["crc32"] = static_cast<double>(output.crc32);
  object["indexed"] = Napi::Boolean::New(env, output.indexed);
  return object;
}

const char *name_of(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::cancelled:
      return "cancelled";
    case Status::failed:
      break;
  }
  return "failed";
}

// A library whose result is no JSON object broke its contract, and there is nothing to hand to the caller.
Outcome with_result_checked(Napi::Env env, const Outcome &outcome) {
  if (outcome.status != Status::ok || outcome.result_json.empty()) return outcome;
  if (parse_json_object(env, outcome.result_json)) return outcome;
  Outcome failed;
  failed.status = Status::failed;
  failed.failure = Failure{"ATHANOR_KERNEL_FAILED",
                           "the routine's result is not a JSON object: " + outcome.result_json.substr(0, 200), ""};
  return failed;
}

} // namespace

std::optional<Napi::Object> parse_json_object(Napi::Env env, const std::string &json) {
  if (json.empty()) return std::nullopt;
  try {
    Napi::Object parser = env.Global().Get("JSON").As<Napi::Object>();
    Napi::Value value = parser.Get("parse").As<Napi::Function>().Call(parser, {Napi::String::New(env, json)});
    if (value.IsObject() && !value.IsArray()) return value.As<Napi::Object>();
  } catch (const Napi::Error &) {
    // no JSON
  }
  return std::nullopt;
}

Napi::Value progress_to_js(Napi::Env env, const std::string &phase, double fraction, const std::string &facts_json) {
  Napi::Object event = Napi::Object::New(env);
  event["kind"] = "progress";
  event["phase"] = phase;
  const bool known = fraction >= 0 && fraction <= 1;
  event["fraction"] = known ? Napi::Value(Napi::Number::New(env, fraction)) : env.Null();
  event["facts"] = object_or_empty(env, facts_json);
  return event;
}

Napi::Value log_to_js(Napi::Env env, const std::string &level, const std::string &message) {
  const bool known = level == "debug" || level == "warn" || level == "error";
  Napi::Object event = Napi::Object::New(env);
  event["kind"] = "log";
  event["level"] = known ? level : "info";
  event["message"] = message;
  return event;
}

Napi::Value outcome_to_js(Napi::Env env, const Outcome &given) {
  const Outcome outcome = with_result_checked(env, given);
  Napi::Object object = Napi::Object::New(env);
  object["status"] = name_of(outcome.status);
  object["failure"] = failure_to_js(env, outcome.failure);
  const auto result = parse_json_object(env, outcome.result_json);
  object["result"] = result ? Napi::Value(*result) : env.Null();
  Napi::Array outputs = Napi::Array::New(env);
  for (const WrittenOutput &output : outcome.outputs) outputs[outputs.Length()] = written_to_js(env, output);
  object["outputs"] = outputs;
  object["groupLost"] = Napi::Boolean::New(env, outcome.group_lost);
  return object;
}

Napi::Value info_to_js(Napi::Env env, const HostInfo &info) {
  Napi::Object object = Napi::Object::New(env);
  object["rank"] = info.rank;
  object["size"] = info.size;
  object["mpi"] = info.mpi;
  object["blas"] = info.blas;
  object["cpu"] = info.cpu;
  Napi::Array libraries = Napi::Array::New(env);
  for (const Library &library : info.libraries) {
    Napi::Object entry = Napi::Object::New(env);
    entry["name"] = library.name;
    entry["path"] = library.path;
    entry["manifest"] = library.manifest;
    libraries[libraries.Length()] = entry;
  }
  object["libraries"] = libraries;
  Napi::Array refused = Napi::Array::New(env);
  for (const RefusedLibrary &library : info.refused) {
    Napi::Object entry = Napi::Object::New(env);
    entry["path"] = library.path;
    entry["reason"] = library.reason;
    refused[refused.Length()] = entry;
  }
  object["refused"] = refused;
  return object;
}

Napi::Value error_to_js(Napi::Env env, const Failure &failure) {
  return Napi::Error::New(env, failure.code + ": " + failure.message).Value();
}

} // namespace athanor_host
