// Libraries of routines: shared objects of one folder, opened on the MPI thread and kept open.
#pragma once

#include <string>
#include <vector>

#include "athanor/library.h"

namespace athanor_host {

struct Library {
  std::string name; // of its manifest
  std::string path;
  std::string manifest;
  std::vector<std::string> routines; // of its manifest
  void *handle;
  decltype(&athanor_run_routine) run;
};

struct RefusedLibrary {
  std::string path;
  std::string reason;
};

struct LoadedFolder {
  std::vector<Library> libraries; // by file name; name and routines are still empty
  std::vector<RefusedLibrary> refused;
};

// Opens every .so of the folder. Throws athanor::Error if there is no such folder.
LoadedFolder load_folder(const std::string &folder);

} // namespace athanor_host
