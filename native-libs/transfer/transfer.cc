// Registers the functions of transfer.ts; nothing else.
#include "digest_file.h"
#include "digest_write.h"
#include "free_now.h"
#include "huge_pages.h"
#include "pages.h"

namespace {

Napi::Object register_functions(Napi::Env env, Napi::Object exports) {
  exports.Set("digestFile", Napi::Function::New(env, athanor_transfer::digest_file));
  exports.Set("digestWrite", Napi::Function::New(env, athanor_transfer::digest_write));
  exports.Set("digestWriteNow", Napi::Function::New(env, athanor_transfer::digest_write_now));
  exports.Set("freeNow", Napi::Function::New(env, athanor_transfer::free_now));
  exports.Set("hugePages", Napi::Function::New(env, athanor_transfer::huge_pages));
  exports.Set("unmapPages", Napi::Function::New(env, athanor_transfer::unmap_pages));
  return exports;
}

} // namespace

NODE_API_MODULE(transfer, register_functions)
