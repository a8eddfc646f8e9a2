/* One exchange of messages between all ranks, from and to bounded buffers that are kept from round to round. */
#ifndef ATHANOR_MESSAGES_HPP
#define ATHANOR_MESSAGES_HPP

#include <vector>

#include "athanor/collective.hpp"

namespace athanor {

template <typename T>
class Messages {
 public:
  explicit Messages(MPI_Comm comm) : comm_(comm) {}

  /* Makes room for so many values to each rank and starts to receive so many from each; nothing goes from `self` to
   * itself, but its outgoing() can be used. */
  void start(const std::vector<int64_t> &outgoing, const std::vector<int64_t> &incoming, int self) {
    out_starts_ = reserve(out_, outgoing);
    in_starts_ = reserve(in_, incoming);
    sends_.clear();
    receives_.assign(incoming.size(), MPI_REQUEST_NULL);
    for (size_t peer = 0; peer < incoming.size(); ++peer)
      if (static_cast<int>(peer) != self && incoming[peer] > 0)
        check_mpi(MPI_Irecv(in_.data() + in_starts_[peer], count_of(in_starts_, peer), mpi_type<T>(),
                            static_cast<int>(peer), tag, comm_, &receives_[peer]),
                  "MPI_Irecv");
  }

  T *outgoing(int peer) { return out_.data() + out_starts_[static_cast<size_t>(peer)]; }

  void send(int peer) {
    const int count = count_of(out_starts_, static_cast<size_t>(peer));
    if (count == 0) return;
    sends_.emplace_back();
    check_mpi(MPI_Isend(outgoing(peer), count, mpi_type<T>(), peer, tag, comm_, &sends_.back()), "MPI_Isend");
  }

  /* Calls use(peer, values) for each message as it comes; returns when the buffers are free again. */
  template <class Use>
  void finish(const Use &use) {
    for (;;) {
      int peer = MPI_UNDEFINED;
      check_mpi(MPI_Waitany(static_cast<int>(receives_.size()), receives_.data(), &peer, MPI_STATUS_IGNORE),
                "MPI_Waitany");
      if (peer == MPI_UNDEFINED) break;
      use(peer, in_.data() + in_starts_[static_cast<size_t>(peer)]);
    }
    check_mpi(MPI_Waitall(static_cast<int>(sends_.size()), sends_.data(), MPI_STATUSES_IGNORE), "MPI_Waitall");
  }

 private:
  static constexpr int tag = 1;

  static std::vector<int64_t> reserve(std::vector<T> &buffer, const std::vector<int64_t> &counts) {
    std::vector<int64_t> starts{0};
    for (const int64_t count : counts) {
      if (count > max_mpi_count) throw Error("ATHANOR_INTERNAL", "a message of a round is too long for MPI");
      starts.push_back(starts.back() + count);
    }
    if (buffer.size() < static_cast<size_t>(starts.back())) buffer.resize(static_cast<size_t>(starts.back()));
    return starts;
  }

  static int count_of(const std::vector<int64_t> &starts, size_t peer) {
    return static_cast<int>(starts[peer + 1] - starts[peer]);
  }

  MPI_Comm comm_;
  std::vector<T> out_, in_;
  std::vector<int64_t> out_starts_, in_starts_;
  std::vector<MPI_Request> sends_, receives_;
};

} // namespace athanor

#endif
