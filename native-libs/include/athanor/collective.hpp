/* Collective helpers: each must be called by every rank of the communicator, in the same order. */
#ifndef ATHANOR_COLLECTIVE_HPP
#define ATHANOR_COLLECTIVE_HPP

#include <mpi.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "athanor/error.hpp"
#include "athanor/library.h"

namespace athanor {

/* The largest count of one MPI call here; MPI counts are ints, and bounded messages need bounded buffers. */
inline constexpr int64_t max_mpi_count = int64_t{1} << 26;

/* Throws unless `code` is MPI_SUCCESS; in release builds too. */
inline void check_mpi(int code, const char *call) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw Error("ATHANOR_INTERNAL", std::string(call) + " failed: " + std::string(text, length));
}

inline int rank_of(MPI_Comm comm) {
  int rank = 0;
  check_mpi(MPI_Comm_rank(comm, &rank), "MPI_Comm_rank");
  return rank;
}

template <typename T>
MPI_Datatype mpi_type();
template <>
inline MPI_Datatype mpi_type<double>() {
  return MPI_DOUBLE;
}
template <>
inline MPI_Datatype mpi_type<float>() {
  return MPI_FLOAT;
}
template <>
inline MPI_Datatype mpi_type<int64_t>() {
  return MPI_INT64_T;
}
template <>
inline MPI_Datatype mpi_type<char>() {
  return MPI_CHAR;
}

/* `count` values of rank `root` to all, in chunks below 2^31. */
template <typename T>
void broadcast(MPI_Comm comm, T *data, int64_t count, int root = 0) {
  for (int64_t begin = 0; begin < count; begin += max_mpi_count) {
    const int chunk = static_cast<int>(std::min(max_mpi_count, count - begin));
    check_mpi(MPI_Bcast(data + begin, chunk, mpi_type<T>(), root, comm), "MPI_Bcast");
  }
}

/*
 * Sums `count` values over the ranks, in place. Every rank gets the same bits: the sum is formed once, on rank
 * 0, and broadcast. (MPI_Allreduce may add in another order on each rank, and ranks that differ in the last bit
 * of a convergence test part ways.)
 */
template <typename T>
void allreduce_sum(MPI_Comm comm, T *data, int64_t count) {
  const bool root = rank_of(comm) == 0;
  for (int64_t begin = 0; begin < count; begin += max_mpi_count) {
    const int chunk = static_cast<int>(std::min(max_mpi_count, count - begin));
    T *here = data + begin;
    check_mpi(MPI_Reduce(root ? MPI_IN_PLACE : here, here, chunk, mpi_type<T>(), MPI_SUM, 0, comm), "MPI_Reduce");
  }
  broadcast(comm, data, count);
}

template <typename T>
void allreduce_sum(const athanor_run *run, T *data, int64_t count) {
  allreduce_sum(run->comm, data, count);
}

/* A string of rank `root` to all. */
inline void broadcast_text(MPI_Comm comm, std::string &text, int root) {
  int64_t length = static_cast<int64_t>(text.size());
  broadcast(comm, &length, 1, root);
  text.resize(static_cast<size_t>(length));
  broadcast(comm, text.data(), length, root);
}

/*
 * Every rank says whether a check of its own failed; if any did, every rank gets the error of the lowest
 * failing rank. This is how a fault that one rank sees (a NaN in its rows) ends the routine on all.
 */
inline std::optional<Error> agreed_error(MPI_Comm comm, const std::optional<Error> &local) {
  const int rank = rank_of(comm);
  int lowest = local ? rank : INT_MAX;
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &lowest, 1, MPI_INT, MPI_MIN, comm), "MPI_Allreduce");
  if (lowest == INT_MAX) return std::nullopt;
  const bool mine = rank == lowest;
  std::string code = mine ? local->code() : "";
  std::string message = mine ? local->what() : "";
  std::string details = mine ? local->details_json() : "";
  for (std::string *text : {&code, &message, &details}) broadcast_text(comm, *text, lowest);
  return Error(code, message, details);
}

/* Throws on every rank the error of the lowest rank that has one; returns on every rank if none has. */
inline void agree(const athanor_run *run, const std::optional<Error> &local) {
  if (const auto error = agreed_error(run->comm, local)) throw *error;
}

/* Runs `check` on every rank and agrees on what it threw: agree_on(run, [&] { check_finite(rows); }). */
template <typename Check>
void agree_on(const athanor_run *run, Check &&check) {
  std::optional<Error> local;
  try {
    check();
  } catch (const Error &error) {
    local = error;
  } catch (const std::exception &error) {
    local = Error("ATHANOR_KERNEL_FAILED", error.what());
  }
  agree(run, local);
}

/* Whether the caller wants this job stopped, as seen by any rank; the same answer on all. One small allreduce. */
inline bool cancelled_anywhere(athanor_run *run) {
  int cancelled = run->cancelled(run) != 0;
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &cancelled, 1, MPI_INT, MPI_MAX, run->comm), "MPI_Allreduce");
  return cancelled != 0;
}

/* Throws Cancelled on every rank once any of them was told to stop: call it once a pass. */
inline void leave_if_cancelled(athanor_run *run) {
  if (cancelled_anywhere(run)) throw Cancelled();
}

} // namespace athanor

#endif
