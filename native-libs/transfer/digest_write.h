#pragma once

#include <napi.h>

namespace athanor_transfer {

// transfer.ts: digestWrite(fd, pieces, position, digest).
Napi::Value digest_write(const Napi::CallbackInfo &info);

// transfer.ts: digestWriteNow(fd, piece, position, digest).
Napi::Value digest_write_now(const Napi::CallbackInfo &info);

} // namespace athanor_transfer
