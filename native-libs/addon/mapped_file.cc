#include "mapped_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "athanor/error.hpp"

namespace athanor_host {
namespace {

struct OpenFile {
  int fd;
  ~OpenFile() { close(fd); }
};

athanor::Error lost(const std::string &path, const std::string &found) {
  return athanor::Error("ATHANOR_MATRIX_LOST", "part file " + path + " " + found);
}

void check_size(int fd, const std::string &path, int64_t expected_bytes) {
  struct stat info;
  if (fstat(fd, &info) != 0) throw lost(path, std::string("cannot be examined: ") + std::strerror(errno));
  if (info.st_size != expected_bytes)
    throw lost(path,
               "has " + std::to_string(info.st_size) + " bytes; its matrix needs " + std::to_string(expected_bytes));
}

// Maps a file where its large pages, if it has any, can be mapped as such: at an address that is as far from a multiple
// of them as the offset is.
void *map_aligned(int fd, int64_t offset, size_t bytes, int flags) {
  constexpr uintptr_t kHugePage = uintptr_t{2} << 20;
  if (bytes < kHugePage) return mmap(nullptr, bytes, PROT_READ, flags, fd, offset);
  void *reserved = mmap(nullptr, bytes + kHugePage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) return MAP_FAILED;
  char *begin = static_cast<char *>(reserved);
  char *at = begin + (static_cast<uintptr_t>(offset) - reinterpret_cast<uintptr_t>(begin)) % kHugePage;
  void *map = mmap(at, bytes, PROT_READ, flags | MAP_FIXED, fd, offset);
  if (map == MAP_FAILED) {
    const int error = errno;
    munmap(reserved, bytes + kHugePage);
    errno = error;
    return MAP_FAILED;
  }
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  char *end = at + (bytes + page - 1) / page * page;
  if (at > begin) munmap(begin, static_cast<size_t>(at - begin));
  if (begin + bytes + kHugePage > end) munmap(end, static_cast<size_t>(begin + bytes + kHugePage - end));
  return map;
}

bool on_tmpfs(int fd) {
  struct statfs info;
  return fstatfs(fd, &info) == 0 && info.f_type == TMPFS_MAGIC;
}

} // namespace

MappedFile::MappedFile(const std::string &path, int64_t expected_bytes, int64_t begin, int64_t end) {
  OpenFile file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) throw lost(path, std::string("cannot be opened: ") + std::strerror(errno));
  check_size(file.fd, path, expected_bytes);
  if (begin == end) return;
  const int64_t page = sysconf(_SC_PAGESIZE);
  const int64_t map_begin = begin - begin % page;
  mapped_bytes_ = static_cast<size_t>(end - map_begin);
  // tmpfs pages are in memory already: filling the page table at once saves a fault per 16 pages in the first pass.
  // A file on disk may be larger than memory: its pages come as they are read, ahead of a sequential reader.
  const bool resident = on_tmpfs(file.fd);
  const int flags = MAP_SHARED | (resident ? MAP_POPULATE : 0);
  map_ = map_aligned(file.fd, map_begin, mapped_bytes_, flags);
  if (map_ == MAP_FAILED) {
    map_ = nullptr;
    throw athanor::Error("ATHANOR_OUT_OF_MEMORY", "part file " + path + " cannot be mapped: " + std::strerror(errno));
  }
  if (!resident) madvise(map_, mapped_bytes_, MADV_SEQUENTIAL);
  data_ = static_cast<const char *>(map_) + (begin - map_begin);
}

MappedFile::~MappedFile() {
  if (map_ != nullptr) munmap(map_, mapped_bytes_);
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : map_(std::exchange(other.map_, nullptr)),
      mapped_bytes_(std::exchange(other.mapped_bytes_, 0)),
      data_(std::exchange(other.data_, nullptr)) {}

} // namespace athanor_host
