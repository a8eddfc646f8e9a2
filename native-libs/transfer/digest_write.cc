// Digests bytes and writes them to a file, a stretch at a time: what the digest has brought into the cache the kernel
// copies from there. A thread of libuv's pool does it; the JavaScript thread goes on receiving.
#include "digest_write.h"

#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <vector>

#include "crc32.h"
#include "pages.h"
#include "promise_worker.h"

namespace athanor_transfer {
namespace {

// Fits into the cache of one core, and is many pages a system call.
constexpr size_t stretch_bytes = size_t{512} << 10;
// Linux takes this many pieces in one call.
constexpr size_t most_pieces = 1024;

// What is left of a file's bytes to be written, and the digest of those before.
struct Progress {
  int fd;
  int64_t position;
  uint32_t digest;
  int error = 0;

  double outcome() const { return digest_outcome(digest, error); }

  // Takes `count` pieces, whose views are used up.
  void take(iovec *pieces, size_t count) {
    for (size_t at = 0; at < count; at++) {
      digest = crc32(digest, static_cast<const unsigned char *>(pieces[at].iov_base), pieces[at].iov_len);
    }
    while (count > 0) {
      const ssize_t written = pwritev(fd, pieces, static_cast<int>(count), position);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) {
        error = errno;
        return;
      }
      position += written;
      // A write may be cut short.
      auto bytes = static_cast<size_t>(written);
      for (; count > 0 && bytes >= pieces->iov_len; pieces++, count--) bytes -= pieces->iov_len;
      if (count == 0) return;
      pieces->iov_base = static_cast<char *>(pieces->iov_base) + bytes;
      pieces->iov_len -= bytes;
    }
  }
};

class DigestWrite : public PromiseWorker {
public:
  // Holds on to `pieces`, whose bytes must not change before the promise is settled.
  DigestWrite(Napi::Env env, const Napi::Array &pieces, Progress progress)
      : PromiseWorker(env, "athanor digestWrite"), held_(Napi::Persistent(pieces)), progress_(progress) {
    pieces_.reserve(pieces.Length());
    for (uint32_t at = 0; at < pieces.Length(); at++) {
      auto piece = pieces.Get(at).As<Napi::Uint8Array>();
      pieces_.push_back({piece.Data(), piece.ByteLength()});
    }
  }

protected:
  void Execute() override {
    for (size_t from = 0; from < pieces_.size() && progress_.error == 0;) {
      size_t to = from;
      for (size_t bytes = 0; to < pieces_.size() && to - from < most_pieces && bytes < stretch_bytes; to++) {
        bytes += pieces_[to].iov_len;
      }
      progress_.take(&pieces_[from], to - from);
      from = to;
    }
  }

  void OnOK() override { deferred_.Resolve(Napi::Number::New(Env(), progress_.outcome())); }

private:
  Napi::Reference<Napi::Array> held_;
  std::vector<iovec> pieces_;
  Progress progress_;
};

bool is_bytes(const Napi::Value &value) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array;
}

Progress progress_from(const Napi::CallbackInfo &info) {
  if (!info[0].IsNumber() || !info[2].IsNumber() || !info[3].IsNumber()) {
    throw Napi::TypeError::New(info.Env(), "Expected fd, position and digest to be numbers");
  }
  return {info[0].As<Napi::Number>(), info[2].As<Napi::Number>().Int64Value(),
          info[3].As<Napi::Number>().Uint32Value()};
}

} // namespace

Napi::Value digest_write(const Napi::CallbackInfo &info) {
  const Progress progress = progress_from(info);
  if (!info[1].IsArray()) throw Napi::TypeError::New(info.Env(), "Expected pieces to be an array");
  const auto pieces = info[1].As<Napi::Array>();
  for (uint32_t at = 0; at < pieces.Length(); at++) {
    if (!is_bytes(pieces.Get(at))) throw Napi::TypeError::New(info.Env(), "Expected pieces to be Uint8Arrays");
  }
  auto *work = new DigestWrite(info.Env(), pieces, progress);
  return work->start();
}

Napi::Value digest_write_now(const Napi::CallbackInfo &info) {
  Progress progress = progress_from(info);
  if (!is_bytes(info[1])) throw Napi::TypeError::New(info.Env(), "Expected piece to be a Uint8Array");
  auto bytes = info[1].As<Napi::Uint8Array>();
  Pages *pages = info[4].IsExternal() ? info[4].As<Napi::External<Pages>>().Data() : nullptr;
  const auto count = static_cast<int64_t>(bytes.ByteLength());
  if (pages != nullptr && pages->hold(progress.position, count)) {
    pages->write(progress.position, reinterpret_cast<const char *>(bytes.Data()), count);
    return Napi::Number::New(info.Env(), crc32(progress.digest, bytes.Data(), bytes.ByteLength()));
  }
  iovec piece{bytes.Data(), bytes.ByteLength()};
  progress.take(&piece, 1);
  return Napi::Number::New(info.Env(), progress.outcome());
}

} // namespace athanor_transfer
