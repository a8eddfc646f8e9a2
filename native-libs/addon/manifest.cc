#include "manifest.h"

#include <set>
#include <stdexcept>

#include "to_js.h"

namespace athanor_host {
namespace {

std::string text_of(const Napi::Object &object, const char *field) {
  const Napi::Value value = object.Get(field);
  if (!value.IsString()) throw std::invalid_argument(std::string("its manifest has no ") + field);
  return value.As<Napi::String>().Utf8Value();
}

void check_abi(const Napi::Object &manifest) {
  const Napi::Value abi = manifest.Get("abi");
  const int found = abi.IsNumber() ? abi.As<Napi::Number>().Int32Value() : 0;
  if (found != ATHANOR_ABI_VERSION)
    throw std::invalid_argument("it was built for ABI " + std::to_string(found) + "; this host speaks ABI " +
                                std::to_string(ATHANOR_ABI_VERSION) + ": build it again with this version's headers");
}

// Throws std::invalid_argument with the reason to refuse it.
void read_manifest(Napi::Env env, Library &library, const std::set<std::string> &taken) {
  const auto manifest = parse_json_object(env, library.manifest);
  if (!manifest) throw std::invalid_argument("its manifest is not a JSON object");
  check_abi(*manifest);
  library.name = text_of(*manifest, "name");
  if (taken.contains(library.name))
    throw std::invalid_argument("another library is called " + library.name + " already");
  const Napi::Value routines = manifest->Get("routines");
  if (!routines.IsArray()) throw std::invalid_argument("its manifest has no list of routines");
  const Napi::Array list = routines.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::Value routine = list.Get(i);
    if (!routine.IsObject())
      throw std::invalid_argument("routine " + std::to_string(i) + " of its manifest is no object");
    library.routines.push_back(text_of(routine.As<Napi::Object>(), "name"));
  }
}

} // namespace

void keep_valid_manifests(Napi::Env env, HostInfo &info) {
  std::vector<Library> kept;
  std::set<std::string> names;
  for (Library &library : info.libraries) {
    try {
      read_manifest(env, library, names);
      names.insert(library.name);
      kept.push_back(library);
    } catch (const std::invalid_argument &reason) {
      info.refused.push_back({library.path, reason.what()});
    }
  }
  info.libraries = std::move(kept);
}

} // namespace athanor_host
