#pragma once

#include <napi.h>

namespace athanor_transfer {

// transfer.ts: freeNow(buffer).
void free_now(const Napi::CallbackInfo &info);

} // namespace athanor_transfer
