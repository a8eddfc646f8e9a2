#pragma once

#include <napi.h>

namespace athanor_transfer {

// hugePages() of transfer.ts.
Napi::Value huge_pages(const Napi::CallbackInfo &info);

} // namespace athanor_transfer
