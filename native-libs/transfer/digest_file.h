#pragma once

#include <napi.h>

namespace athanor_transfer {

// transfer.ts: digestFile(fd, from, bytes, digest).
Napi::Value digest_file(const Napi::CallbackInfo &info);

} // namespace athanor_transfer
