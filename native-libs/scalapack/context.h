/* What the phases of one job share: session, process grid, block size. */
#ifndef ATHANOR_SCALAPACK_CONTEXT_H
#define ATHANOR_SCALAPACK_CONTEXT_H

#include <initializer_list>

#include "blacs.h"
#include "session.h"

namespace athanor::scalapack {

struct Shape {
  int64_t rows;
  int64_t cols;
};

class Context {
 public:
  /* Collective. `shapes`: of the job's large matrices, which grid and block size are chosen for. */
  Context(athanor_run *run, std::initializer_list<Shape> shapes);

  athanor_run *const run;
  Session session;
  const ProcessGrid grid;
  /* Rows and columns of a block; the same for every matrix of the job, square because factorisations want it so. */
  const int64_t block;

  const Group &group() const { return session.group; }
  int blacs() const { return blacs_.context(); }
  BlockCyclic layout(int64_t rows, int64_t cols) const { return {grid, rows, cols, block, block}; }

 private:
  BlacsGrid blacs_;
};

} // namespace athanor::scalapack

#endif
