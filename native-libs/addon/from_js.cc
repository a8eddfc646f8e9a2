#include "from_js.h"

#include <cmath>

namespace athanor_host {
namespace {

[[noreturn]] void refuse(Napi::Env env, const std::string &path, const char *wanted) {
  throw Napi::TypeError::New(env, "Expected " + path + " to be " + wanted);
}

// A value and how it was reached, so that a refusal can name it.
struct Field {
  Napi::Value value;
  std::string path;

  Field operator[](const char *name) const {
    if (!value.IsObject()) refuse(value.Env(), path, "an object");
    return {value.As<Napi::Object>().Get(name), path + "." + name};
  }
  std::string text() const {
    if (!value.IsString()) refuse(value.Env(), path, "a string");
    return value.As<Napi::String>().Utf8Value();
  }
  std::string text_or_null() const { return value.IsNull() ? "" : text(); }
  int64_t integer() const {
    const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : std::nan("");
    constexpr double max_safe_integer = 9007199254740991.0;
    if (!(std::abs(number) <= max_safe_integer) || std::trunc(number) != number)
      refuse(value.Env(), path, "an integer");
    return static_cast<int64_t>(number);
  }
  athanor_dtype dtype() const {
    const std::string name = text();
    if (name == "float32") return ATHANOR_FLOAT32;
    if (name == "float64") return ATHANOR_FLOAT64;
    refuse(value.Env(), path, "float32 or float64");
  }
  athanor_row_index row_index() const {
    const std::string name = text();
    if (name == "none") return ATHANOR_INDEX_NONE;
    if (name == "positions") return ATHANOR_INDEX_POSITIONS;
    if (name == "labels") return ATHANOR_INDEX_LABELS;
    refuse(value.Env(), path, "none, positions or labels");
  }
  template <typename Convert>
  auto list(Convert convert) const {
    if (!value.IsArray()) refuse(value.Env(), path, "an array");
    const Napi::Array array = value.As<Napi::Array>();
    std::vector<decltype(convert(*this))> items;
    for (uint32_t i = 0; i < array.Length(); ++i) {
      Napi::HandleScope scope(value.Env()); // a matrix may have many thousand parts
      items.push_back(convert(Field{array.Get(i), path + "[" + std::to_string(i) + "]"}));
    }
    return items;
  }
};

Part part_from(const Field &field) {
  return {field["path"].text(), field["rows"].integer(), field["indexPath"].text_or_null()};
}

InputSpec input_from(const Field &field) {
  return {field["name"].text(),          field["dtype"].dtype(),      field["rows"].integer(),
          field["cols"].integer(),       field["rowBegin"].integer(), field["rowEnd"].integer(),
          field["parts"].list(part_from), field["rowIndex"].row_index(), field["matrixRows"].integer()};
}

OutputSpec output_from(const Field &field) {
  return {field["name"].text(), field["path"].text(), field["indexPath"].text(), field["alignedWith"].text_or_null()};
}

ParamValue param_from(const Field &field) {
  if (field.value.IsNumber()) return field.value.As<Napi::Number>().DoubleValue();
  if (field.value.IsBoolean()) return field.value.As<Napi::Boolean>().Value();
  if (field.value.IsString()) return field.text();
  refuse(field.value.Env(), field.path, "a number, string or boolean");
}

std::map<std::string, ParamValue> params_from(const Field &field) {
  if (!field.value.IsObject()) refuse(field.value.Env(), field.path, "an object");
  const Napi::Object object = field.value.As<Napi::Object>();
  const Napi::Array names = object.GetPropertyNames();
  std::map<std::string, ParamValue> params;
  for (uint32_t i = 0; i < names.Length(); ++i) {
    const std::string name = names.Get(i).As<Napi::String>().Utf8Value();
    params.emplace(name, param_from(field[name.c_str()]));
  }
  return params;
}

} // namespace

Job job_from_js(Napi::Value value) {
  const Field job{value, "job"};
  return {job["library"].text(), job["routine"].text(), job["inputs"].list(input_from),
          job["outputs"].list(output_from), params_from(job["params"])};
}

} // namespace athanor_host
