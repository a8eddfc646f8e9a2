/* Outputs in the dtype of an input, from the doubles that routines compute in. */
#ifndef ATHANOR_COMMON_ROW_WRITER_H
#define ATHANOR_COMMON_ROW_WRITER_H

#include <variant>
#include <vector>

#include "group.h"

namespace athanor {

/* Appends rows of one output a block at a time: the output is never in memory as a whole. */
class RowWriter {
 public:
  RowWriter(athanor_run *run, const char *name, int64_t local_rows, int64_t cols, athanor_dtype dtype);

  /* `rows` rows, row-major without padding. */
  void write(const double *values, int64_t rows);

 private:
  int64_t cols_;
  std::variant<Output<double>, Output<float>> output_;
  std::vector<float> narrowed_;
};

/* A column of statistics, float64: rank 0 writes all of it. Every rank calls; `values` counts on rank 0 only. */
void write_column(athanor_run *run, const char *name, const std::vector<double> &values);

/* A matrix that rank 0 has whole: rows go to the ranks by even ranges and each writes its own. Collective. */
void write_from_root(athanor_run *run, const Group &group, const char *name, const std::vector<double> &full,
                     int64_t rows, int64_t cols, athanor_dtype dtype);

} // namespace athanor

#endif
