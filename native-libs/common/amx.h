/*
 * What all kernels on matrix tiles (AMX) need. For the files that are compiled for these instructions and for no others:
 * everything has internal linkage, so that no other file is linked against a copy that its processor may not run.
 */
#ifndef ATHANOR_COMMON_AMX_H
#define ATHANOR_COMMON_AMX_H

#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace athanor {
namespace {

/* Products of tiles of which type; the value is the bit of cpuid's leaf 7 (edx) that says so. */
enum class TileProducts { bfloat16 = 22, int8 = 25 };

/* Whether processor and operating system let this process use tiles, and products of them, beside AVX-512. Linux wants to
 * be asked before a process first uses tiles: ARCH_REQ_XCOMP_PERM for XFEATURE_XTILEDATA. */
inline bool tiles_usable(TileProducts products) {
  constexpr long kRequest = 0x1023, kTileData = 18;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512dq"))
    return false;
  unsigned a = 7, b = 0, c = 0, d = 0;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  const bool tile = d >> 24 & 1, multiplies = d >> static_cast<int>(products) & 1;
  return tile && multiplies && syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
}

/* All eight tiles of 16 rows of 64 bytes. */
struct TileConfig {
  uint8_t palette = 1, start = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

/* The first `left` of eight doubles. */
inline __mmask8 lanes(int64_t left) {
  return left >= 8 ? 0xff : left <= 0 ? 0 : static_cast<__mmask8>((1u << left) - 1);
}

} // namespace
} // namespace athanor

#endif
