#include "context.h"

#include <algorithm>

namespace athanor::scalapack {
namespace {

/* Measured: see README. Smaller where a matrix would otherwise leave processes without a block, but a block is worth a
 * message only if it has some entries. */
constexpr int64_t kBlock = 64;
constexpr int64_t kLeastBlock = 16;

ProcessGrid grid_for(int ranks, std::initializer_list<Shape> shapes) {
  double rows = 0, cols = 0;
  for (const Shape &shape : shapes) {
    rows += static_cast<double>(shape.rows);
    cols += static_cast<double>(shape.cols);
  }
  return ProcessGrid::for_shape(ranks, rows, cols);
}

int64_t block_for(const ProcessGrid &grid, std::initializer_list<Shape> shapes) {
  int64_t block = kBlock;
  auto share = [&](int64_t extent, int processes) {
    if (processes > 1) block = std::min(block, std::max(kLeastBlock, (extent + processes - 1) / processes));
  };
  for (const Shape &shape : shapes) {
    share(shape.rows, grid.rows);
    share(shape.cols, grid.cols);
  }
  return block;
}

} // namespace

Context::Context(athanor_run *run, std::initializer_list<Shape> shapes)
    : run(run),
      session(run),
      grid(grid_for(run->size, shapes)),
      block(block_for(grid, shapes)),
      blacs_(run->comm, grid) {}

} // namespace athanor::scalapack
