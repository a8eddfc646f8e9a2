// The digest of a file that somebody else has written. In memory it is read where it is (0.09 s a GB), elsewhere a stretch at
// a time that stays in the cache (0.14 s).
#include "digest_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <vector>

#include "crc32.h"
#include "file_guard.h"
#include "pages.h"
#include "promise_worker.h"

namespace athanor_transfer {
namespace {

// Fits into the cache of one core, and is many pages a system call.
constexpr size_t stretch_bytes = size_t{256} << 10;

class DigestFile : public PromiseWorker {
public:
  DigestFile(Napi::Env env, int fd, int64_t from, int64_t bytes, uint32_t digest)
      : PromiseWorker(env, "athanor digestFile"), fd_(fd), from_(from), to_(from + bytes), digest_(digest) {}

protected:
  void Execute() override {
    if (!on_tmpfs(fd_) || !digest_mapped()) digest_read();
  }

  void OnOK() override { deferred_.Resolve(Napi::Number::New(Env(), digest_outcome(digest_, error_))); }

private:
  // Returns whether it could be mapped.
  bool digest_mapped() {
    const int64_t bytes = std::min(to_, size_of(fd_)) - from_;
    if (bytes <= 0 || from_ % huge_page != 0) return false;
    const Pages pages(fd_, from_, bytes);
    if (pages.data() == nullptr) return false;
    Reading reading{reinterpret_cast<const unsigned char *>(pages.data()), &digest_};
    read_guarded(static_cast<size_t>(bytes), take, &reading);
    return true;
  }

  struct Reading {
    const unsigned char *data;
    uint32_t *digest;
  };
  static void take(void *context, size_t offset, size_t count) {
    const auto *reading = static_cast<Reading *>(context);
    *reading->digest = crc32(*reading->digest, reading->data + offset, count);
  }

  void digest_read() {
    std::vector<unsigned char> stretch(stretch_bytes);
    for (int64_t at = from_; at < to_;) {
      const auto wanted = static_cast<size_t>(std::min<int64_t>(to_ - at, stretch_bytes));
      const ssize_t read = pread(fd_, stretch.data(), wanted, at);
      if (read < 0 && errno == EINTR) continue;
      if (read < 0) error_ = errno;
      if (read <= 0) return;
      digest_ = crc32(digest_, stretch.data(), static_cast<size_t>(read));
      at += read;
    }
  }

  int fd_;
  int64_t from_;
  int64_t to_;
  uint32_t digest_;
  int error_ = 0;
};

} // namespace

Napi::Value digest_file(const Napi::CallbackInfo &info) {
  if (!info[0].IsNumber() || !info[1].IsNumber() || !info[2].IsNumber() || !info[3].IsNumber()) {
    throw Napi::TypeError::New(info.Env(), "Expected fd, from, bytes and digest to be numbers");
  }
  auto *work = new DigestFile(info.Env(), info[0].As<Napi::Number>(), info[1].As<Napi::Number>().Int64Value(),
                              info[2].As<Napi::Number>().Int64Value(), info[3].As<Napi::Number>().Uint32Value());
  return work->start();
}

} // namespace athanor_transfer
