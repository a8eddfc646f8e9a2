/* Picks the kernel once per process. ATHANOR_KERNEL=generic|avx2|avx512 forces one, for tests and bug reports. */
#include <cstdlib>
#include <cstring>

#include "kernel.h"

namespace athanor {

extern const Kernel kKernelGeneric;
#ifdef ATHANOR_X86_KERNELS
extern const Kernel kKernelAvx2;
extern const Kernel kKernelAvx512;
#endif

namespace {

const Kernel &choose() {
  const char *forced = std::getenv("ATHANOR_KERNEL");
  auto allowed = [forced](const Kernel &k) { return !forced || std::strcmp(forced, k.name) == 0; };
#ifdef ATHANOR_X86_KERNELS
  const bool avx512 =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx512 && allowed(kKernelAvx512)) return kKernelAvx512;
  if (avx2 && allowed(kKernelAvx2)) return kKernelAvx2;
#endif
  (void)allowed;
  return kKernelGeneric;
}

} // namespace

const Kernel &kernel() {
  static const Kernel &chosen = choose();
  return chosen;
}

} // namespace athanor
