#include "symmetry.h"

#include <cmath>
#include <limits>
#include <numeric>

#include "json_text.h"
#include "row_places.h"

namespace athanor {
namespace {

/* Entries that are sums in another order differ by a few eps of the sum's size. */
constexpr double kAllowedEps = 100;
constexpr int64_t kBlockBytes = 4 << 20;

struct Difference {
  double size = 0;
  int64_t row = 0;
  int64_t col = 0;
  double entry = 0;  /* a_ij */
  double mirror = 0; /* a_ji */
};

class SymmetryCheck {
 public:
  SymmetryCheck(Session &session, const athanor_matrix &matrix)
      : session_(session), matrix_(matrix), source_(matrix), places_(row_places(session.group, matrix)) {
    const int64_t bytes = std::max<int64_t>(matrix.cols, 1) * static_cast<int64_t>(sizeof(double));
    height_ = std::clamp<int64_t>(kBlockBytes / bytes, 1, 512);
    find_missing();
    /* A block of rows that follow each other in the matrix has its mirror in columns that are close to each other. */
    order_.resize(static_cast<size_t>(source_.rows()));
    std::iota(order_.begin(), order_.end(), int64_t{0});
    const int64_t *own = places_.of(rank());
    std::sort(order_.begin(), order_.end(), [own](int64_t a, int64_t b) { return own[a] < own[b]; });
  }

  void run(Stage stage) {
    const PhaseTimer timer(session_, stage.phase);
    session_.progress(stage.phase, stage.from, -1);
    int64_t most = 0;
    for (int r = 0; r < session_.group.size(); ++r) most = std::max(most, places_.ranges.count(r));
    for (int64_t row = 0; row < most; row += height_) {
      session_.check_cancelled();
      exchange(row);
      session_.tick(stage.from + (stage.to - stage.from) * static_cast<double>(row) / static_cast<double>(most));
    }
    session_.end_pass();
    inspection_.require_finite(session_, source_);
    conclude();
    session_.progress(stage.phase, stage.to, -1);
  }

 private:
  int rank() const { return session_.group.rank(); }
  double eps() const {
    return source_.widens() ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  }

  /* Of two ranks one sends to the other: the ranks stand in a circle, and each sends to the half that follows it. */
  bool sends(int from, int to) const {
    const int size = session_.group.size();
    return (to - from + size) % size <= size / 2;
  }

  int64_t rows_in_block(int owner, int64_t first) const {
    return std::clamp<int64_t>(places_.ranges.count(owner) - first, 0, height_);
  }

  void find_missing() {
    std::vector<bool> stored(static_cast<size_t>(matrix_.matrix_rows));
    for (const int64_t place : places_.places) stored[static_cast<size_t>(place)] = true;
    for (int64_t place = 0; place < matrix_.matrix_rows; ++place)
      if (!stored[static_cast<size_t>(place)]) missing_.push_back(place);
  }

  /* Rows [first, first + height) of each rank, in the order of their places, to the ranks that have their mirror. */
  void exchange(int64_t first) {
    const int size = session_.group.size();
    const int64_t own = rows_in_block(rank(), first);
    std::vector<int> send(static_cast<size_t>(size)), receive(send), send_at(send), receive_at(send);
    int sent = 0, received = 0;
    for (int r = 0; r < size; ++r) {
      const size_t i = static_cast<size_t>(r);
      send_at[i] = sent;
      receive_at[i] = received;
      sent += send[i] = sends(rank(), r) ? static_cast<int>((own * (places_.ranges.count(r) + 1))) : 0;
      received += receive[i] =
          sends(r, rank()) ? static_cast<int>(rows_in_block(r, first) * (source_.rows() + 1)) : 0;
    }
    outgoing_.resize(static_cast<size_t>(sent));
    incoming_.resize(static_cast<size_t>(received));
    for (int64_t i = 0; i < own; ++i) pack(order_[static_cast<size_t>(first + i)], i, send_at);
    check_mpi(MPI_Alltoallv(outgoing_.data(), send.data(), send_at.data(), MPI_DOUBLE, incoming_.data(),
                            receive.data(), receive_at.data(), MPI_DOUBLE, session_.group.comm()),
              "MPI_Alltoallv");
    for (int r = 0; r < size; ++r)
      if (sends(r, rank())) compare(incoming_.data() + receive_at[static_cast<size_t>(r)], rows_in_block(r, first));
  }

  /* A row goes as its place and the columns that are the receiver's rows. */
  void pack(int64_t row, int64_t i, const std::vector<int> &send_at) {
    const Block block = source_.read(row, 1, 0, matrix_.cols);
    inspection_.see(block, 1, matrix_.cols);
    for (int64_t j = 0; j < matrix_.cols; ++j) largest_ = std::max(largest_, std::fabs(block.data[j]));
    const int64_t place = places_.of(rank())[row];
    for (const int64_t col : missing_) see(place, col, block.data[col], 0);
    for (int r = 0; r < session_.group.size(); ++r) {
      if (!sends(rank(), r)) continue;
      const int64_t count = places_.ranges.count(r);
      double *to = outgoing_.data() + send_at[static_cast<size_t>(r)] + i * (count + 1);
      *to++ = static_cast<double>(place);
      for (const int64_t *col = places_.of(r); col != places_.of(r) + count; ++col) *to++ = block.data[*col];
    }
  }

  /* `count` rows of another rank, ascending by place, against the same columns of this rank's rows. */
  void compare(const double *rows, int64_t count) {
    if (count == 0) return;
    const int64_t length = source_.rows() + 1;
    std::vector<int64_t> cols;
    for (int64_t i = 0; i < count; ++i) cols.push_back(static_cast<int64_t>(rows[i * length]));
    for (int64_t j = 0; j < source_.rows(); ++j) {
      const Block block = source_.read(j, 1, cols.front(), cols.back() - cols.front() + 1);
      const int64_t place = places_.of(rank())[j];
      for (int64_t i = 0; i < count; ++i) {
        const int64_t col = cols[static_cast<size_t>(i)];
        see(place, col, block.data[col - cols.front()], rows[i * length + 1 + j]);
      }
    }
  }

  void see(int64_t row, int64_t col, double entry, double mirror) {
    const double size = std::fabs(entry - mirror);
    if (size <= worst_.size) return;
    worst_ = row < col ? Difference{size, row, col, entry, mirror} : Difference{size, col, row, mirror, entry};
  }

  void conclude() const {
    const Group &group = session_.group;
    const double largest = group.largest(largest_), worst = group.largest(worst_.size);
    if (worst <= kAllowedEps * eps() * largest) return;
    std::optional<Error> local;
    if (worst_.size == worst) local = asymmetry();
    throw *agreed_error(group.comm(), local);
  }

  Error asymmetry() const {
    const std::string row = std::to_string(worst_.row), col = std::to_string(worst_.col);
    return Error("ATHANOR_NOT_SYMMETRIC",
                 "input " + source_.name() + " has " + number(worst_.entry) + " at row " + row + ", column " + col +
                     " and " + number(worst_.mirror) + " at row " + col + ", column " + row +
                     " (counted from 0), the largest difference; a symmetric matrix is wanted, equal to rounding. "
                     "Symmetrise it, (a + a') / 2, and upload again",
                 "{\"input\":\"" + source_.name() + "\",\"row\":" + row + ",\"column\":" + col +
                     ",\"difference\":" + number(worst_.size) + "}");
  }

  Session &session_;
  const athanor_matrix &matrix_;
  RowSource source_;
  RowPlaces places_;
  std::vector<int64_t> missing_; /* places of rows that are zero because nobody sent them */
  std::vector<int64_t> order_;   /* own rows, ascending by place */
  int64_t height_ = 1;
  Inspection inspection_;
  double largest_ = 0;
  Difference worst_;
  std::vector<double> outgoing_, incoming_;
};

} // namespace

void require_symmetric(Session &session, const athanor_matrix &matrix, Stage stage) {
  if (matrix.matrix_rows != matrix.cols)
    throw Error("ATHANOR_INVALID_ARGUMENT", "input " + std::string(matrix.name) + " is " +
                                                std::to_string(matrix.matrix_rows) + " x " +
                                                std::to_string(matrix.cols) + "; a symmetric matrix is square");
  SymmetryCheck(session, matrix).run(stage);
}

} // namespace athanor
