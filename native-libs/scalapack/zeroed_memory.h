/* Large memory that starts as zeros, comes in huge pages where the system has them, and goes back to it at once. */
#ifndef ATHANOR_SCALAPACK_ZEROED_MEMORY_H
#define ATHANOR_SCALAPACK_ZEROED_MEMORY_H

#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <utility>

namespace athanor::scalapack {

class ZeroedMemory {
 public:
  /* Throws std::bad_alloc. */
  explicit ZeroedMemory(size_t bytes) : bytes_(bytes > 0 ? bytes : 1) {
    data_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data_ == MAP_FAILED) throw std::bad_alloc();
    madvise(data_, bytes_, MADV_HUGEPAGE);
  }
  ZeroedMemory(ZeroedMemory &&other) noexcept
      : bytes_(other.bytes_), data_(std::exchange(other.data_, nullptr)) {}
  ZeroedMemory &operator=(ZeroedMemory &&) = delete;
  ~ZeroedMemory() {
    if (data_ != nullptr) munmap(data_, bytes_);
  }

  void *data() const { return data_; }

 private:
  size_t bytes_;
  void *data_;
};

} // namespace athanor::scalapack

#endif
