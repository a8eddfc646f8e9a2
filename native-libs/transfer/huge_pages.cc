// Gives a new file on tmpfs pages of 2 MiB before anything is written into it. A pass over pages of 4 KiB is bound by
// finding them (some 3 GB/s a core where caches are cold, against 15), and so are writes (1.4 GB/s against 5).
//
// Whoever mounts tmpfs decides whether it has large pages, and hardly anybody says so; MADV_COLLAPSE (Linux 6.1) makes
// them on demand, from a page that is there: an otherwise empty stretch is filled up with zeros, which costs no more than
// the small pages would. Where the kernel does not, or finds no memory in one piece, the file goes on in small ones.
#include "huge_pages.h"

#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

namespace athanor_transfer {
namespace {

constexpr int64_t huge_page = int64_t{2} << 20;

bool on_tmpfs(int fd) {
  struct statfs info;
  return fstatfs(fd, &info) == 0 && info.f_type == TMPFS_MAGIC;
}

int64_t size_of(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 ? info.st_size : -1;
}

// Whole pages at `offset` of a file, mapped where a large page may be.
class Stretch {
public:
  Stretch(int fd, int64_t offset, int64_t bytes) : bytes_(bytes) {
    reserved_ = mmap(nullptr, static_cast<size_t>(bytes + huge_page), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (reserved_ == MAP_FAILED) return;
    const auto start = reinterpret_cast<uintptr_t>(reserved_);
    auto *aligned = reinterpret_cast<void *>((start + huge_page - 1) / huge_page * huge_page);
    void *map = mmap(aligned, static_cast<size_t>(bytes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, offset);
    if (map != MAP_FAILED) data_ = static_cast<char *>(map);
  }
  ~Stretch() {
    if (reserved_ != MAP_FAILED) munmap(reserved_, static_cast<size_t>(bytes_ + huge_page));
  }
  Stretch(const Stretch &) = delete;
  Stretch &operator=(const Stretch &) = delete;

  char *data() const { return data_; } // null: it could not be mapped

private:
  int64_t bytes_;
  void *reserved_;
  char *data_ = nullptr;
};

// What the file has beyond `begin` becomes large pages, up to the first that cannot be had.
void collapse(int fd, int64_t begin, int64_t end) {
  const Stretch stretch(fd, begin, end - begin);
  if (stretch.data() == nullptr) return;
  for (int64_t at = begin; at < end; at += huge_page) {
    // Not through the mapping: where tmpfs is full that would end the process.
    if (pwrite(fd, "", 1, at) != 1) return;
    if (madvise(stretch.data() + (at - begin), huge_page, MADV_COLLAPSE) != 0) return;
  }
}

class HugePages : public Napi::AsyncWorker {
public:
  HugePages(Napi::Env env, int fd, int64_t bytes)
      : Napi::AsyncWorker(env, "athanor hugePages"), deferred_(Napi::Promise::Deferred::New(env)), fd_(fd),
        bytes_(bytes) {}

  Napi::Promise promise() const { return deferred_.Promise(); }

protected:
  void Execute() override {
    const int64_t old = size_of(fd_), begin = (old + huge_page - 1) / huge_page * huge_page;
    const int64_t end = bytes_ / huge_page * huge_page;
    if (old < 0 || begin >= end || !on_tmpfs(fd_)) return;
    if (ftruncate(fd_, bytes_) == 0) collapse(fd_, begin, end);
  }

  void OnOK() override { deferred_.Resolve(Env().Undefined()); }

private:
  Napi::Promise::Deferred deferred_;
  int fd_;
  int64_t bytes_;
};

} // namespace

Napi::Value huge_pages(const Napi::CallbackInfo &info) {
  if (!info[0].IsNumber() || !info[1].IsNumber()) {
    throw Napi::TypeError::New(info.Env(), "Expected fd and bytes to be numbers");
  }
  auto *work = new HugePages(info.Env(), info[0].As<Napi::Number>(), info[1].As<Napi::Number>().Int64Value());
  const Napi::Promise promise = work->promise();
  work->Queue();
  return promise;
}

} // namespace athanor_transfer
