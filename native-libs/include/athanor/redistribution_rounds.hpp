/*
 * The rounds of a redistribution between row parts and a block-cyclic matrix: in each a rank has one batch of its rows,
 * and every process sends or gets the entries that it keeps of them. Messages hold the rows of a batch column-major for
 * the block-cyclic side, so that it only copies runs; the other side transposes in cache-sized tiles, a run of columns
 * of one block at a time.
 */
#ifndef ATHANOR_REDISTRIBUTION_ROUNDS_HPP
#define ATHANOR_REDISTRIBUTION_ROUNDS_HPP

#include <vector>

#include "athanor/block_cyclic.hpp"
#include "athanor/collective.hpp"
#include "athanor/messages.hpp"
#include "athanor/row_batches.hpp"
#include "athanor/transpose_tiles.hpp"

namespace athanor {

/* A rank's entries of a block-cyclic matrix, column-major, `stride` entries from one column to the next. */
template <typename T>
struct LocalBlock {
  const BlockCyclic &layout;
  T *data;
  int64_t stride;
};

/* What a round moves: columns [begin, end) of a batch of rows, and how many of them are each process column's. */
struct Panel {
  const CyclicAxis &cols;
  int64_t begin;
  int64_t end;

  int64_t width(int process) const { return cols.count_below(process, end) - cols.count_below(process, begin); }
  /* The first of a process's local columns in the panel. */
  int64_t local_begin(int process) const { return cols.count_below(process, begin); }
  template <class Use>
  void for_each_run(int process, const Use &use) const {
    const int64_t first = local_begin(process);
    cols.for_each_run(process, begin, end,
                      [&](int64_t global, int64_t local, int64_t count) { use(global, local - first, count); });
  }
};

namespace redistribution {

/* What all ranks together may send to one in a round, and what one sends: that much stays in its second-level cache. */
inline constexpr int64_t most_incoming_bytes = int64_t{64} << 20;
inline constexpr int64_t most_outgoing_bytes = int64_t{2} << 20;
inline constexpr int64_t least_outgoing_bytes = int64_t{64} << 10;

/* Rows and columns of one round. A batch has enough rows to fill cache lines of the columns it becomes. */
struct RoundShape {
  int64_t rows;
  int64_t cols;

  template <typename T>
  static RoundShape of(const BlockCyclic &layout) {
    constexpr int64_t least_rows = 64 / sizeof(T);
    const int64_t bytes =
        std::clamp(most_incoming_bytes / layout.grid.size(), least_outgoing_bytes, most_outgoing_bytes);
    const int64_t entries = bytes / static_cast<int64_t>(sizeof(T));
    const int64_t width = std::max<int64_t>(layout.cols.extent, 1);
    const int64_t rows = std::max(least_rows, entries / width);
    return {rows, std::min(width, std::max<int64_t>(entries / rows, 1))};
  }
};

/* The rows of a batch that one peer sent (or wants), between their places in the local block and a packed message. */
template <typename T>
class Placement {
 public:
  Placement(const LocalRows &rows, const LocalBlock<T> &local, int64_t first_col, int64_t cols)
      : rows_(rows), data_(local.data + first_col * local.stride), stride_(local.stride), cols_(cols) {}

  bool in_place() const { return rows_.consecutive(); }
  /* Where consecutive rows begin, in the panel's first column. */
  T *begin() const { return data_ + rows_.first; }

  void put(const T *packed) const {
    for (int64_t j = 0; j < cols_; ++j, packed += rows_.count) {
      T *column = data_ + j * stride_;
      if (in_place())
        std::copy_n(packed, rows_.count, column + rows_.first);
      else
        for (int64_t i = 0; i < rows_.count; ++i) column[rows_.scattered[static_cast<size_t>(i)]] = packed[i];
    }
  }

  void get(T *packed) const {
    for (int64_t j = 0; j < cols_; ++j, packed += rows_.count) {
      const T *column = data_ + j * stride_;
      if (in_place())
        std::copy_n(column + rows_.first, rows_.count, packed);
      else
        for (int64_t i = 0; i < rows_.count; ++i) packed[i] = column[rows_.scattered[static_cast<size_t>(i)]];
    }
  }

 private:
  const LocalRows &rows_;
  T *data_;
  int64_t stride_;
  int64_t cols_;
};

/* The rounds of one redistribution, either way; every rank makes all of them. */
template <typename T>
class Rounds {
 public:
  Rounds(MPI_Comm comm, const RowNumbers &rows, const LocalBlock<T> &local)
      : local_(local),
        layout_(local.layout),
        shape_(RoundShape::of<T>(layout_)),
        batches_(comm, rows, layout_.rows, layout_.grid, shape_.rows),
        messages_(comm),
        rank_(rank_of(comm)) {}

  /* Calls begin(batches) before the panels of a batch, `panel` for each of them, and after(fraction) in the end. */
  template <class Begin, class Each, class After>
  void run(const Begin &begin, const Each &each, const After &after) {
    const int64_t panels = (layout_.cols.extent + shape_.cols - 1) / shape_.cols;
    for (int64_t batch = 0; batch < batches_.count(); ++batch) {
      batches_.go_to(batch);
      begin(batches_);
      for (int64_t p = 0; p < panels; ++p) {
        each(Panel{layout_.cols, p * shape_.cols, std::min((p + 1) * shape_.cols, layout_.cols.extent)});
        after(static_cast<double>(batch * panels + p + 1) / static_cast<double>(batches_.count() * panels));
      }
    }
  }

  /* A panel of the batch, from `rows` to the blocks. */
  void scatter(const T *const *rows, const Panel &panel) {
    messages_.start(entries_of_batch(panel), entries_of_block(panel), rank_);
    for (int step = 1; step < layout_.grid.size(); ++step) {
      const int peer = (rank_ + step) % layout_.grid.size();
      pack_rows(rows, peer, panel, messages_.outgoing(peer), picked_count(peer));
      messages_.send(peer);
    }
    const Placement<T> own = placement(rank_, panel);
    if (own.in_place()) {
      pack_rows(rows, rank_, panel, own.begin(), local_.stride);
    } else {
      pack_rows(rows, rank_, panel, messages_.outgoing(rank_), picked_count(rank_));
      own.put(messages_.outgoing(rank_));
    }
    messages_.finish([&](int peer, const T *values) { placement(peer, panel).put(values); });
  }

  /* The same from the blocks to `rows`. */
  void gather(T *const *rows, const Panel &panel) {
    messages_.start(entries_of_block(panel), entries_of_batch(panel), rank_);
    for (int step = 1; step < layout_.grid.size(); ++step) {
      const int peer = (rank_ + step) % layout_.grid.size();
      placement(peer, panel).get(messages_.outgoing(peer));
      messages_.send(peer);
    }
    const Placement<T> own = placement(rank_, panel);
    if (own.in_place()) {
      unpack_rows(own.begin(), local_.stride, rank_, panel, rows);
    } else {
      own.get(messages_.outgoing(rank_));
      unpack_rows(messages_.outgoing(rank_), picked_count(rank_), rank_, panel, rows);
    }
    messages_.finish([&](int peer, const T *values) { unpack_rows(values, picked_count(peer), peer, panel, rows); });
  }

  int64_t batch_rows() const { return std::min(shape_.rows, batches_.largest()); }
  const RowBatches &batches() const { return batches_; }

 private:
  const std::vector<int64_t> &places(int peer) const { return batches_.places(layout_.grid.row_of(peer)); }
  int64_t picked_count(int peer) const { return static_cast<int64_t>(places(peer).size()); }

  Placement<T> placement(int peer, const Panel &panel) const {
    const int col = layout_.grid.col_of(rank_);
    return {batches_.local_rows(peer), local_, panel.local_begin(col), panel.width(col)};
  }

  /* The rows of this rank's batch that are the peer's, out of pointers to all of them. */
  template <typename Pointer>
  std::vector<Pointer> picked(Pointer const *rows, int peer) const {
    std::vector<Pointer> mine;
    mine.reserve(places(peer).size());
    for (const int64_t place : places(peer)) mine.push_back(rows[place]);
    return mine;
  }

  void pack_rows(const T *const *rows, int peer, const Panel &panel, T *to, int64_t stride) const {
    const std::vector<const T *> from = picked(rows, peer);
    panel.for_each_run(layout_.grid.col_of(peer), [&](int64_t global, int64_t local, int64_t cols) {
      rows_to_columns(from.data(), picked_count(peer), global, cols, to + local * stride, stride);
    });
  }

  void unpack_rows(const T *from, int64_t stride, int peer, const Panel &panel, T *const *rows) const {
    const std::vector<T *> to = picked(rows, peer);
    panel.for_each_run(layout_.grid.col_of(peer), [&](int64_t global, int64_t local, int64_t cols) {
      columns_to_rows(from + local * stride, stride, picked_count(peer), global, cols, to.data());
    });
  }

  std::vector<int64_t> entries_of_batch(const Panel &panel) const {
    std::vector<int64_t> counts;
    for (int peer = 0; peer < layout_.grid.size(); ++peer)
      counts.push_back(picked_count(peer) * panel.width(layout_.grid.col_of(peer)));
    return counts;
  }

  std::vector<int64_t> entries_of_block(const Panel &panel) const {
    std::vector<int64_t> counts;
    const int64_t cols = panel.width(layout_.grid.col_of(rank_));
    for (int peer = 0; peer < layout_.grid.size(); ++peer) counts.push_back(batches_.local_rows(peer).count * cols);
    return counts;
  }

  const LocalBlock<T> &local_;
  const BlockCyclic &layout_;
  RoundShape shape_;
  RowBatches batches_;
  Messages<T> messages_;
  int rank_;
};

} // namespace redistribution
} // namespace athanor

#endif
