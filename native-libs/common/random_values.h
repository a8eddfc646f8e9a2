/* Reproducible random numbers that depend on (seed, stream, row, column) and on nothing else: no state, so every
 * rank can make its own rows whatever the number of ranks. */
#ifndef ATHANOR_COMMON_RANDOM_VALUES_H
#define ATHANOR_COMMON_RANDOM_VALUES_H

#include <cstdint>

namespace athanor {

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits. */
inline uint64_t mix_bits(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/* Uniform in (-1, 1). */
inline double random_value(int64_t seed, int64_t stream, int64_t row, int64_t column) {
  uint64_t bits = mix_bits(static_cast<uint64_t>(seed));
  bits = mix_bits(bits ^ static_cast<uint64_t>(stream));
  bits = mix_bits(bits ^ static_cast<uint64_t>(row));
  bits = mix_bits(bits ^ static_cast<uint64_t>(column));
  return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-52 - 1.0;
}

} // namespace athanor

#endif
