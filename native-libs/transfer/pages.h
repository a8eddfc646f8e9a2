#pragma once

#include <napi.h>

#include <cstdint>

namespace athanor_transfer {

constexpr int64_t huge_page = int64_t{2} << 20;

// A stretch of a file whose pages are all there, mapped where large pages may be. The file must not become shorter than
// that while somebody writes.
class Pages {
public:
  // `from` is a multiple of the large pages' size. Where it cannot be mapped it holds nothing.
  Pages(int fd, int64_t from, int64_t bytes);
  ~Pages();
  Pages(const Pages &) = delete;
  Pages &operator=(const Pages &) = delete;

  // null: it could not be mapped, or no longer is.
  char *data() const { return data_; }
  // From here on pages are missing.
  void end_at(int64_t to) { to_ = to; }
  bool empty() const { return data_ == nullptr || to_ <= from_; }
  bool hold(int64_t position, int64_t bytes) const {
    return data_ != nullptr && position >= from_ && position + bytes <= to_;
  }
  // Past the caches: what is written here is not read again soon, and need not be fetched to be overwritten.
  void write(int64_t position, const char *bytes, int64_t count);
  void unmap();

private:
  int64_t from_, to_, bytes_;
  void *reserved_;
  char *data_ = nullptr;
};

// Whether the file lies in memory.
bool on_tmpfs(int fd);
// -1: it has none.
int64_t size_of(int fd);

// transfer.ts: unmapPages(pages).
void unmap_pages(const Napi::CallbackInfo &info);

} // namespace athanor_transfer
