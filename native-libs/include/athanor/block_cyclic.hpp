/*
 * The two-dimensional block-cyclic layout of dense distributed linear algebra: where an entry lives, and what a process
 * has. Pure arithmetic on 0-based numbers; the first block is always that of process (0, 0).
 */
#ifndef ATHANOR_BLOCK_CYCLIC_HPP
#define ATHANOR_BLOCK_CYCLIC_HPP

#include <algorithm>
#include <cstdint>

namespace athanor {

/* All ranks of a job, row by row: rank = row * cols + col. */
struct ProcessGrid {
  int rows = 1;
  int cols = 1;

  int size() const { return rows * cols; }
  int row_of(int rank) const { return rank / cols; }
  int col_of(int rank) const { return rank % cols; }
  int rank_of(int row, int col) const { return row * cols + col; }

  /*
   * The grid of all `ranks` on which a local block of a rows x cols matrix has the shortest half perimeter, which is
   * what it costs to pass panels along rows and columns of the grid: the squarest for square matrices, one column of
   * processes for tall ones. For several matrices, pass the sums of their rows and of their columns. No rank is left
   * out, so a prime number of ranks makes a single row or column. Where two grids tie, the one with fewer process rows
   * is taken: a panel of a factorisation then meets fewer processes.
   */
  static ProcessGrid for_shape(int ranks, double rows, double cols) {
    ProcessGrid best{1, ranks};
    auto perimeter = [&](const ProcessGrid &grid) { return rows / grid.rows + cols / grid.cols; };
    for (int r = 2; r <= ranks; ++r) {
      const ProcessGrid grid{r, ranks / r};
      if (ranks % r == 0 && perimeter(grid) < perimeter(best)) best = grid;
    }
    return best;
  }
};

/* `extent` rows (or columns), dealt out in blocks of `block` to `processes` in turn. */
struct CyclicAxis {
  int64_t extent;
  int64_t block;
  int processes;

  int owner(int64_t global) const { return static_cast<int>(global / block % processes); }
  int64_t local_of(int64_t global) const { return global / (block * processes) * block + global % block; }
  int64_t global_of(int process, int64_t local) const {
    return (local / block * processes + process) * block + local % block;
  }

  /* How many of the first `global` are this process's; they are its first ones. */
  int64_t count_below(int process, int64_t global) const {
    const int64_t cycle = block * processes;
    return global / cycle * block + std::clamp<int64_t>(global % cycle - process * block, 0, block);
  }
  int64_t count(int process) const { return count_below(process, extent); }

  /* Calls use(global, local, count) for each run of consecutive numbers in [begin, end) that are this process's. */
  template <class Use>
  void for_each_run(int process, int64_t begin, int64_t end, const Use &use) const {
    int64_t local = count_below(process, begin);
    const int64_t last = count_below(process, end);
    while (local < last) {
      const int64_t count = std::min(block - local % block, last - local);
      use(global_of(process, local), local, count);
      local += count;
    }
  }
};

/* A matrix on a grid. Each process keeps its entries column-major. */
struct BlockCyclic {
  ProcessGrid grid;
  CyclicAxis rows;
  CyclicAxis cols;

  BlockCyclic(const ProcessGrid &grid, int64_t rows, int64_t cols, int64_t row_block, int64_t col_block)
      : grid(grid), rows{rows, row_block, grid.rows}, cols{cols, col_block, grid.cols} {}

  int64_t local_rows(int rank) const { return rows.count(grid.row_of(rank)); }
  int64_t local_cols(int rank) const { return cols.count(grid.col_of(rank)); }
};

} // namespace athanor

#endif
