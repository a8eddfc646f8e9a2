// Digests bytes and writes them to a file, a stretch at a time: what the digest has brought into the cache the kernel
// copies from there. A thread of libuv's pool does it; the JavaScript thread goes on receiving.
#include "digest_write.h"

#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <vector>

#include "crc32.h"

namespace athanor_transfer {
namespace {

// Fits into the cache of one core, and is many pages a system call.
constexpr size_t stretch_bytes = size_t{512} << 10;
// Linux takes this many pieces in one call.
constexpr size_t most_pieces = 1024;

class DigestWrite : public Napi::AsyncWorker {
public:
  // Holds on to `pieces`, whose bytes must not change before the promise is settled.
  DigestWrite(Napi::Env env, int fd, const Napi::Array &pieces, int64_t position, uint32_t digest)
      : Napi::AsyncWorker(env, "athanor digestWrite"), deferred_(Napi::Promise::Deferred::New(env)),
        held_(Napi::Persistent(pieces)), fd_(fd), position_(position), digest_(digest) {
    pieces_.reserve(pieces.Length());
    for (uint32_t at = 0; at < pieces.Length(); at++) {
      auto piece = pieces.Get(at).As<Napi::Uint8Array>();
      pieces_.push_back({piece.Data(), piece.ByteLength()});
    }
  }

  Napi::Promise promise() const { return deferred_.Promise(); }

protected:
  void Execute() override {
    for (size_t from = 0; from < pieces_.size() && error_ == 0;) {
      size_t to = from;
      for (size_t bytes = 0; to < pieces_.size() && to - from < most_pieces && bytes < stretch_bytes; to++) {
        const iovec &piece = pieces_[to];
        digest_ = crc32(digest_, static_cast<const unsigned char *>(piece.iov_base), piece.iov_len);
        bytes += piece.iov_len;
      }
      write(from, to);
      from = to;
    }
  }

  void OnOK() override {
    auto outcome = Napi::Object::New(Env());
    outcome.Set("errno", error_);
    outcome.Set("digest", digest_);
    deferred_.Resolve(outcome);
  }

private:
  // Pieces from..to; a write may be cut short.
  void write(size_t from, size_t to) {
    while (from < to) {
      const ssize_t count = pwritev(fd_, &pieces_[from], static_cast<int>(to - from), position_);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        error_ = errno;
        return;
      }
      position_ += count;
      auto written = static_cast<size_t>(count);
      for (; from < to && written >= pieces_[from].iov_len; from++) written -= pieces_[from].iov_len;
      if (written == 0) continue;
      pieces_[from].iov_base = static_cast<char *>(pieces_[from].iov_base) + written;
      pieces_[from].iov_len -= written;
    }
  }

  Napi::Promise::Deferred deferred_;
  Napi::Reference<Napi::Array> held_;
  std::vector<iovec> pieces_;
  int fd_;
  int64_t position_;
  uint32_t digest_;
  int error_ = 0;
};

} // namespace

Napi::Value digest_write(const Napi::CallbackInfo &info) {
  const bool typed = info[0].IsNumber() && info[1].IsArray() && info[2].IsNumber() && info[3].IsNumber();
  if (!typed) throw Napi::TypeError::New(info.Env(), "Expected fd, pieces, position and digest");
  auto pieces = info[1].As<Napi::Array>();
  for (uint32_t at = 0; at < pieces.Length(); at++) {
    const Napi::Value piece = pieces.Get(at);
    const bool bytes = piece.IsTypedArray() && piece.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array;
    if (!bytes) throw Napi::TypeError::New(info.Env(), "Expected pieces to be Uint8Arrays");
  }
  auto *work = new DigestWrite(info.Env(), info[0].As<Napi::Number>(), pieces,
                               info[2].As<Napi::Number>().Int64Value(), info[3].As<Napi::Number>().Uint32Value());
  const Napi::Promise promise = work->promise();
  work->Queue();
  return promise;
}

} // namespace athanor_transfer
