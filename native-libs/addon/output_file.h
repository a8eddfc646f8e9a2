// A job-private file under construction: appended with pwrite, its crc32 taken as the bytes pass.
#pragma once

#include <cstdint>
#include <string>

namespace athanor_host {

class OutputFile {
 public:
  // Creates the file, which must not exist. Throws athanor::Error.
  explicit OutputFile(std::string path);
  // Deletes the file unless it was kept.
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  // Appends. Throws athanor::Error: ATHANOR_STORE_FULL when the file system or quota is full.
  void append(const void *data, int64_t bytes);
  void keep() { kept_ = true; }

  int64_t bytes() const { return bytes_; }
  uint32_t crc32() const { return crc32_; }
  // Lets the checksum go on from another file's: the digest of a part covers its rows, then its indices.
  void continue_crc32(uint32_t crc32) { crc32_ = crc32; }

 private:
  std::string path_;
  int fd_ = -1;
  int64_t bytes_ = 0;
  uint32_t crc32_ = 0; // zlib's value for no bytes
  bool kept_ = false;
};

} // namespace athanor_host
