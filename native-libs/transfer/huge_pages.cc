// Gives a file on tmpfs pages of 2 MiB before rows are written into it. A pass over pages of 4 KiB is bound by
// finding them (some 3 GB/s a core where caches are cold, against 15), and so are writes (1.4 GB/s against 5).
//
// Whoever mounts tmpfs decides whether it has large pages, and hardly anybody says so; MADV_COLLAPSE (Linux 6.1) makes
// them on demand, from a page that is there: an otherwise empty stretch is filled up with zeros, which costs no more than
// the small pages would, and one of small pages is copied. Where the kernel does not, finds no memory in one piece, or takes
// long (memory that a virtual machine has never touched), the file goes on in small ones.
#include "huge_pages.h"

#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

namespace athanor_transfer {
namespace {

constexpr int64_t huge_page = int64_t{2} << 20;
// A sender waits meanwhile, and so does a store that is to end.
constexpr std::chrono::seconds patience{1};

bool on_tmpfs(int fd) {
  struct statfs info;
  return fstatfs(fd, &info) == 0 && info.f_type == TMPFS_MAGIC;
}

int64_t size_of(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 ? info.st_size : -1;
}

// A stretch of a file, mapped where large pages may be. `from` is a multiple of their size.
class Mapping {
public:
  Mapping(int fd, int64_t from, int64_t bytes) : bytes_(bytes) {
    reserved_ = mmap(nullptr, static_cast<size_t>(bytes + huge_page), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (reserved_ == MAP_FAILED) return;
    const auto start = reinterpret_cast<uintptr_t>(reserved_);
    auto *aligned = reinterpret_cast<void *>((start + huge_page - 1) / huge_page * huge_page);
    void *map = mmap(aligned, static_cast<size_t>(bytes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, from);
    if (map != MAP_FAILED) data_ = static_cast<char *>(map);
  }
  ~Mapping() {
    if (reserved_ != MAP_FAILED) munmap(reserved_, static_cast<size_t>(bytes_ + huge_page));
  }
  Mapping(const Mapping &) = delete;
  Mapping &operator=(const Mapping &) = delete;

  char *data() const { return data_; } // null: it could not be mapped

private:
  int64_t bytes_;
  void *reserved_;
  char *data_ = nullptr;
};

// The file's bytes from `from` to `to` become large pages, up to the first that cannot be had. Beyond `old` there are
// none yet. Both ends are multiples of their size.
void collapse(int fd, int64_t old, int64_t from, int64_t to) {
  const Mapping stretch(fd, from, to - from);
  if (stretch.data() == nullptr) return;
  const auto end = std::chrono::steady_clock::now() + patience;
  for (int64_t at = from; at < to && std::chrono::steady_clock::now() < end; at += huge_page) {
    // Not through the mapping: where tmpfs is full that would end the process.
    if (at >= old && pwrite(fd, "", 1, at) != 1) return;
    if (madvise(stretch.data() + (at - from), huge_page, MADV_COLLAPSE) != 0) return;
  }
}

class HugePages : public Napi::AsyncWorker {
public:
  HugePages(Napi::Env env, int fd, int64_t from, int64_t to)
      : Napi::AsyncWorker(env, "athanor hugePages"), deferred_(Napi::Promise::Deferred::New(env)), fd_(fd), from_(from),
        to_(to) {}

  Napi::Promise promise() const { return deferred_.Promise(); }

protected:
  void Execute() override {
    // Whole ones: before `from` somebody may be writing.
    const int64_t first = (from_ + huge_page - 1) / huge_page * huge_page;
    const int64_t last = to_ / huge_page * huge_page;
    const int64_t old = size_of(fd_);
    if (old < 0 || first >= last || !on_tmpfs(fd_)) return;
    if (old < to_ && ftruncate(fd_, to_) != 0) return;
    collapse(fd_, old, first, last);
  }

  void OnOK() override { deferred_.Resolve(Env().Undefined()); }

private:
  Napi::Promise::Deferred deferred_;
  int fd_;
  int64_t from_;
  int64_t to_;
};

} // namespace

Napi::Value huge_pages(const Napi::CallbackInfo &info) {
  if (!info[0].IsNumber() || !info[1].IsNumber() || !info[2].IsNumber()) {
    throw Napi::TypeError::New(info.Env(), "Expected fd, from and to to be numbers");
  }
  auto *work = new HugePages(info.Env(), info[0].As<Napi::Number>(), info[1].As<Napi::Number>().Int64Value(),
                             info[2].As<Napi::Number>().Int64Value());
  const Napi::Promise promise = work->promise();
  work->Queue();
  return promise;
}

} // namespace athanor_transfer
