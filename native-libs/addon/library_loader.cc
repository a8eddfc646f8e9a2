#include "library_loader.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>

#include "athanor/error.hpp"

namespace athanor_host {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> shared_objects(const std::string &folder) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == ".so") paths.push_back(entry->path());
  if (error) throw athanor::Error("ATHANOR_NATIVE_MISSING", "library folder " + folder + ": " + error.message());
  std::sort(paths.begin(), paths.end()); // every rank sees the same order
  return paths;
}

void load(const std::string &path, LoadedFolder &into) {
  // LOCAL: two libraries may define the same symbols. NOW: what is missing shows here, not in the middle of a job.
  void *handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    into.refused.push_back({path, dlerror()});
    return;
  }
  const auto manifest = reinterpret_cast<decltype(&athanor_manifest)>(dlsym(handle, "athanor_manifest"));
  const auto run = reinterpret_cast<decltype(&athanor_run_routine)>(dlsym(handle, "athanor_run_routine"));
  const char *text = manifest == nullptr ? nullptr : manifest();
  if (text == nullptr || run == nullptr) {
    into.refused.push_back({path, "it does not export athanor_manifest() and athanor_run_routine()"});
    dlclose(handle);
    return;
  }
  into.libraries.push_back({"", path, text, {}, handle, run});
}

} // namespace

LoadedFolder load_folder(const std::string &folder) {
  LoadedFolder loaded;
  for (const fs::path &path : shared_objects(folder)) load(path.string(), loaded);
  return loaded;
}

} // namespace athanor_host
