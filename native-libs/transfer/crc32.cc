// The digest of part files. A crc is a remainder of polynomials over GF(2): 64 bytes are moved over the next 64 by
// carry-less products with x^n mod P (Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ
// instruction", Intel 2009), which is some ten times quicker than by tables; only the last block goes through the
// tables, of zlib, and takes what is left over with it.
#include "crc32.h"

#include <zlib.h>

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace athanor_transfer {
namespace {

uint32_t by_tables(uint32_t crc, const unsigned char *data, size_t bytes) {
  // Of no bytes at all, zlib may be given no address, which it takes for the question what it starts with.
  return bytes == 0 ? crc : static_cast<uint32_t>(::crc32_z(crc, data, bytes));
}

#if defined(__x86_64__)

constexpr size_t lane_bytes = sizeof(__m128i);
constexpr size_t block_bytes = 4 * lane_bytes;
// Below it, setting up costs more than tables do.
constexpr size_t least_bytes = 4 * block_bytes;

// `lane` moved over as many bits as the constants say: x^(n+64) mod P and x^n mod P, bit-reflected.
__attribute__((target("pclmul,sse4.1"))) inline __m128i moved(__m128i lane, __m128i constants) {
  return _mm_xor_si128(_mm_clmulepi64_si128(lane, constants, 0x00), _mm_clmulepi64_si128(lane, constants, 0x11));
}

__attribute__((target("pclmul,sse4.1"))) uint32_t by_folding(uint32_t crc, const unsigned char *data, size_t bytes) {
  const __m128i over_block = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  const __m128i over_lane = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  const auto load = [](const unsigned char *at) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at)); };
  // zlib's register starts inverted: what came before is the same as being added to the first bytes.
  __m128i lanes[4] = {_mm_xor_si128(load(data), _mm_cvtsi32_si128(static_cast<int>(~crc))), load(data + lane_bytes),
                      load(data + 2 * lane_bytes), load(data + 3 * lane_bytes)};
  for (data += block_bytes, bytes -= block_bytes; bytes >= block_bytes; data += block_bytes, bytes -= block_bytes) {
    for (size_t lane = 0; lane < 4; lane++) {
      lanes[lane] = _mm_xor_si128(moved(lanes[lane], over_block), load(data + lane * lane_bytes));
    }
  }
  __m128i folded = lanes[0];
  for (size_t lane = 1; lane < 4; lane++) folded = _mm_xor_si128(moved(folded, over_lane), lanes[lane]);
  alignas(lane_bytes) unsigned char rest[lane_bytes];
  _mm_store_si128(reinterpret_cast<__m128i *>(rest), folded);
  // 16 bytes with the same remainder as all that were read, as if they stood at the start with an empty register.
  return by_tables(by_tables(0xffffffff, rest, lane_bytes), data, bytes);
}

const bool can_fold = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");

#endif

} // namespace

uint32_t crc32(uint32_t crc, const unsigned char *data, size_t bytes) {
#if defined(__x86_64__)
  if (can_fold && bytes >= least_bytes) return by_folding(crc, data, bytes);
#endif
  return by_tables(crc, data, bytes);
}

} // namespace athanor_transfer
