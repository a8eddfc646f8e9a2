#include "blas_name.h"

#include <dlfcn.h>
#include <sys/utsname.h>

#include <fstream>

namespace athanor_host {

std::string blas_name(const std::vector<Library> &libraries) {
  for (const Library &library : libraries) {
    // dlsym on a handle looks through what the library itself links with, and nothing else.
    if (void *config = dlsym(library.handle, "openblas_get_config")) return reinterpret_cast<char *(*)()>(config)();
    Dl_info info;
    void *gemm = dlsym(library.handle, "dgemm_");
    if (gemm != nullptr && dladdr(gemm, &info) != 0) return info.dli_fname;
  }
  return "none";
}

std::string cpu_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  utsname name{};
  return uname(&name) == 0 ? name.machine : "unknown";
}

} // namespace athanor_host
