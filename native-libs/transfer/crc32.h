#pragma once

#include <cstddef>
#include <cstdint>

namespace athanor_transfer {

// zlib's crc32 of bytes that follow those with digest `crc` (0 at the start). Any thread.
uint32_t crc32(uint32_t crc, const unsigned char *data, size_t bytes);

// What a digest is returned as: minus the errno, if there is one.
inline double digest_outcome(uint32_t digest, int error) {
  return error == 0 ? static_cast<double>(digest) : -static_cast<double>(error);
}

} // namespace athanor_transfer
