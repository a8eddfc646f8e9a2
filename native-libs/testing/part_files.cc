#include "part_files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace run_routine {
namespace {

std::vector<std::string> expand(const std::vector<std::string> &files) {
  std::vector<std::string> all;
  for (const std::string &file : files) {
    if (file[0] != '@') {
      all.push_back(file);
      continue;
    }
    std::ifstream list(file.substr(1));
    for (std::string line; std::getline(list, line);) all.push_back(line);
  }
  return all;
}

int64_t file_size(const std::string &path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) throw std::runtime_error("cannot read " + path);
  return info.st_size;
}

void *map(const std::string &path, size_t bytes) {
  const int file = open(path.c_str(), O_RDONLY);
  void *data = file < 0 ? MAP_FAILED : mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  if (data == MAP_FAILED) throw std::runtime_error("cannot map " + path);
  return data;
}

} // namespace

MappedInput::MappedInput(const InputSpec &spec, int rank, int size) : spec_(spec) {
  auto bound = [&](int r) { return spec.rows / size * r + std::min<int64_t>(spec.rows % size, r); };
  row_begin_ = bound(rank);
  row_end_ = bound(rank + 1);
  const int64_t row_bytes = spec.cols * (spec.dtype == "float64" ? 8 : 4);
  if (!spec.index_file.empty()) {
    const int64_t bytes = file_size(spec.index_file);
    if (bytes != spec.rows * 8) throw std::runtime_error(spec.index_file + " does not hold an index for each row");
    mappings_.push_back({map(spec.index_file, static_cast<size_t>(bytes)), static_cast<size_t>(bytes)});
    indices_ = static_cast<const int64_t *>(mappings_.back().data);
  }
  int64_t first_row = 0;
  for (const std::string &path : expand(spec.files)) {
    const int64_t bytes = file_size(path);
    if (row_bytes > 0 && bytes % row_bytes != 0) throw std::runtime_error(path + " does not hold whole rows");
    const int64_t rows = row_bytes > 0 ? bytes / row_bytes : 0;
    const int64_t begin = std::max(first_row, row_begin_), end = std::min(first_row + rows, row_end_);
    if (begin < end) {
      mappings_.push_back({map(path, static_cast<size_t>(bytes)), static_cast<size_t>(bytes)});
      segments_.push_back({static_cast<const char *>(mappings_.back().data) + (begin - first_row) * row_bytes, begin,
                           end - begin, indices_ == nullptr ? nullptr : indices_ + begin});
    }
    first_row += rows;
  }
  if (first_row != spec.rows)
    throw std::runtime_error("the files of " + spec.name + " hold " + std::to_string(first_row) + " rows, not " +
                             std::to_string(spec.rows));
}

MappedInput::~MappedInput() {
  for (const Mapping &mapping : mappings_) munmap(mapping.data, mapping.bytes);
}

athanor_matrix MappedInput::view() const {
  return {spec_.name.c_str(),
          spec_.dtype == "float64" ? ATHANOR_FLOAT64 : ATHANOR_FLOAT32,
          spec_.rows,
          spec_.cols,
          row_begin_,
          row_end_,
          static_cast<int64_t>(segments_.size()),
          segments_.data(),
          spec_.index_file.empty() ? ATHANOR_INDEX_NONE
          : spec_.positions        ? ATHANOR_INDEX_POSITIONS
                                   : ATHANOR_INDEX_LABELS,
          spec_.matrix_rows};
}

} // namespace run_routine
