#include "output_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "athanor/error.hpp"

namespace athanor_host {
namespace {

// Digest and write the same cache-warm bytes; also below pwrite's own limit of 2 GiB.
constexpr int64_t chunk_bytes = int64_t{1} << 20;

athanor::Error failed(const std::string &path, const char *what, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return athanor::Error(full ? "ATHANOR_STORE_FULL" : "ATHANOR_INTERNAL",
                        "output file " + path + " cannot be " + what + ": " + std::strerror(error));
}

} // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  // O_EXCL: a name that exists is another job's or a sealed part's, and neither may be touched.
  fd_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) throw failed(path_, "created", errno);
}

OutputFile::~OutputFile() {
  close(fd_);
  if (!kept_) unlink(path_.c_str());
}

void OutputFile::append(const void *data, int64_t bytes) {
  const auto *from = static_cast<const unsigned char *>(data);
  while (bytes > 0) {
    const int64_t wanted = std::min(bytes, chunk_bytes);
    const ssize_t written = pwrite(fd_, from, static_cast<size_t>(wanted), bytes_);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw failed(path_, "written", errno);
    crc32_ = static_cast<uint32_t>(::crc32(crc32_, from, static_cast<uInt>(written)));
    from += written;
    bytes -= written;
    bytes_ += written;
  }
}

} // namespace athanor_host
