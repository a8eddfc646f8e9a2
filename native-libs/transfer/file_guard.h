#pragma once

#include <cstddef>

namespace athanor_transfer {

// Calls read(context, offset, count) for all of `bytes`, a stretch at a time. It reads from a mapping, whose file somebody
// else may cut off meanwhile: what would end the process (SIGBUS) ends the reading. It must not own anything. Any thread.
// Returns whether all was read.
bool read_guarded(size_t bytes, void (*read)(void *context, size_t offset, size_t count), void *context);

} // namespace athanor_transfer
