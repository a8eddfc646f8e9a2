#pragma once

#include <cstddef>
#include <cstdint>

namespace athanor_transfer {

// zlib's crc32 of bytes that follow those with digest `crc` (0 at the start). Any thread.
uint32_t crc32(uint32_t crc, const unsigned char *data, size_t bytes);

} // namespace athanor_transfer
