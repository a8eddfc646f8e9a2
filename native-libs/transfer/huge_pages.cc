// Gives a file on tmpfs pages of 2 MiB before rows are written into it. A pass over pages of 4 KiB is bound by
// finding them (some 3 GB/s a core where caches are cold, against 15), and so are writes (1.4 GB/s against 5).
//
// Whoever mounts tmpfs decides whether it has large pages, and hardly anybody says so; MADV_COLLAPSE (Linux 6.1) makes
// them on demand, from a page that is there: an otherwise empty stretch is filled up with zeros, which costs no more than
// the small pages would, and one of small pages is copied. Where the kernel does not, finds no memory in one piece, or takes
// long (memory that a virtual machine has never touched), the file goes on in small ones.
#include "huge_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>

#include "pages.h"
#include "promise_worker.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

namespace athanor_transfer {
namespace {

// A sender waits meanwhile, and so does a store that is to end.
constexpr std::chrono::seconds patience{1};

// The file's bytes from `from` to `to` become large pages, up to the first that cannot be had. Beyond `old` there are
// none yet. Both ends are multiples of their size.
std::unique_ptr<Pages> collapse(int fd, int64_t old, int64_t from, int64_t to) {
  auto pages = std::make_unique<Pages>(fd, from, to - from);
  const auto end = std::chrono::steady_clock::now() + patience;
  int64_t at = from;
  for (; pages->data() != nullptr && at < to && std::chrono::steady_clock::now() < end; at += huge_page) {
    // Not through the mapping: where tmpfs is full that would end the process.
    if (at >= old && pwrite(fd, "", 1, at) != 1) break;
    if (madvise(pages->data() + (at - from), huge_page, MADV_COLLAPSE) != 0) break;
  }
  pages->end_at(at);
  return pages;
}

class HugePages : public PromiseWorker {
public:
  HugePages(Napi::Env env, int fd, int64_t from, int64_t to)
      : PromiseWorker(env, "athanor hugePages"), fd_(fd), from_(from), to_(to) {}

protected:
  void Execute() override {
    // Whole ones: before `from` somebody may be writing.
    const int64_t first = (from_ + huge_page - 1) / huge_page * huge_page;
    const int64_t last = to_ / huge_page * huge_page;
    const int64_t old = size_of(fd_);
    if (old < 0 || first >= last || !on_tmpfs(fd_)) return;
    if (old < to_ && ftruncate(fd_, to_) != 0) return;
    pages_ = collapse(fd_, old, first, last);
  }

  void OnOK() override {
    if (pages_ == nullptr || pages_->empty()) return deferred_.Resolve(Env().Null());
    const auto forget = [](Napi::Env, Pages *pages) { delete pages; };
    deferred_.Resolve(Napi::External<Pages>::New(Env(), pages_.release(), forget));
  }

private:
  int fd_;
  int64_t from_;
  int64_t to_;
  std::unique_ptr<Pages> pages_;
};

} // namespace

Napi::Value huge_pages(const Napi::CallbackInfo &info) {
  if (!info[0].IsNumber() || !info[1].IsNumber() || !info[2].IsNumber()) {
    throw Napi::TypeError::New(info.Env(), "Expected fd, from and to to be numbers");
  }
  auto *work = new HugePages(info.Env(), info[0].As<Napi::Number>(), info[1].As<Napi::Number>().Int64Value(),
                             info[2].As<Napi::Number>().Int64Value());
  return work->start();
}

} // namespace athanor_transfer
