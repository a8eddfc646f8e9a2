// Detaching an ArrayBuffer frees its memory at once: the next chunk from the socket is received into what is in the
// cache still, and V8, to which received bytes are a reason to collect, has no reason to.
#include "free_now.h"

namespace athanor_transfer {

void free_now(const Napi::CallbackInfo &info) {
  if (info[0].IsArrayBuffer()) info[0].As<Napi::ArrayBuffer>().Detach();
}

} // namespace athanor_transfer
