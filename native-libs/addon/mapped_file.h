// A read-only window onto a sealed file, unmapped with the object.
#pragma once

#include <cstdint>
#include <string>

namespace athanor_host {

class MappedFile {
 public:
  // Maps bytes [begin, end) of a file that must be `expected_bytes` long. Throws athanor::Error: ATHANOR_MATRIX_LOST
  // when the file is missing or of another size. An empty range checks the file and maps nothing.
  MappedFile(const std::string &path, int64_t expected_bytes, int64_t begin, int64_t end);
  ~MappedFile();
  MappedFile(MappedFile &&other) noexcept;
  MappedFile(const MappedFile &) = delete;
  MappedFile &operator=(const MappedFile &) = delete;
  MappedFile &operator=(MappedFile &&) = delete;

  // Where byte `begin` of the file is.
  const void *data() const { return data_; }

 private:
  void *map_ = nullptr; // page-aligned
  size_t mapped_bytes_ = 0;
  const void *data_ = nullptr;
};

} // namespace athanor_host
