// What a rank says about itself when it has started: NativeInfo of native.ts.
#pragma once

#include <string>
#include <vector>

#include "library_loader.h"

namespace athanor_host {

struct HostInfo {
  int rank;
  int size;
  std::string mpi;
  std::string blas;
  std::string cpu;
  std::vector<Library> libraries;
  std::vector<RefusedLibrary> refused;
};

} // namespace athanor_host
