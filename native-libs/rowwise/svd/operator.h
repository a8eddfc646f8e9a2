/*
 * The matrix as the algorithms see it: T is A or A', whichever is at least as tall as it is wide, with `long`
 * (max(rows, cols)) rows and `short` columns. Vectors of both lengths are distributed over the ranks by row
 * ranges. Implementations: tall_operator (T = A), wide_operator (T = A').
 */
#ifndef ATHANOR_ROWWISE_OPERATOR_H
#define ATHANOR_ROWWISE_OPERATOR_H

#include <functional>
#include <memory>

#include "inspection.h"
#include "rough_block.h"

namespace athanor::rowwise {

class Operator {
 public:
  Operator(Session &session, RowSource &source) : session_(session), source_(source) {}
  virtual ~Operator() = default;

  /* Which second product a sweep makes. Not told from null pointers: a rank without rows has those anyway. */
  enum class Second { none, of_y, of_u };

  /*
   * One pass over A, collective:   y = T z,   and w = T'y, w = T'u or nothing.
   * z: all short x width rows, the same on every rank; y, u: own long rows; w: own short rows. All row-major
   * without padding; width a multiple of kWidthStep.
   * Cost: 2 or 4 rows cols width flops; A is read from memory once where blocks fit the cache.
   */
  virtual void sweep(const double *z, int64_t width, double *own_y, Second second, const double *own_u,
                     double *own_w) = 0;

  /*
   * One pass over A, collective: w = T'T z in low precision (rough_block.h), where RoughBlock::available().
   * z: all short x width rows, the same on every rank, width a multiple of RoughBlock::kWidthStep, given away since its
   * memory is not wanted once it is converted; w: own short rows.
   */
  virtual void rough_sweep(Rough kind, std::vector<double> z, int64_t width, double *own_w) = 0;

  /* One pass over A: hands T's rows to `take` in blocks (row-major, `stride` between rows), each row to one rank. */
  using TakeRows = std::function<void(const double *rows, int64_t count, int64_t stride)>;
  virtual void visit_rows(const TakeRows &take) = 0;

  /* Whether T is A' rather than A. */
  virtual bool transposed() const = 0;

  const RowRanges &long_ranges() const { return long_; }
  const RowRanges &short_ranges() const { return short_; }
  int64_t own_long() const { return long_.count(session_.group.rank()); }
  int64_t own_short() const { return short_.count(session_.group.rank()); }
  int64_t short_side() const { return short_.total(); }
  int64_t long_side() const { return long_.total(); }
  double sum_squares() const { return inspection_.sum_squares(); }

 protected:
  /* Collective: the end of every pass. */
  void finish() {
    session_.end_pass();
    if (inspection_.pending()) inspection_.conclude(session_, source_);
  }

  Session &session_;
  RowSource &source_;
  Inspection inspection_;
  RowRanges long_;
  RowRanges short_;
};

std::unique_ptr<Operator> make_tall_operator(Session &session, RowSource &source);
std::unique_ptr<Operator> make_wide_operator(Session &session, RowSource &source);

} // namespace athanor::rowwise

#endif
