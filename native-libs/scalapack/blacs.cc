#include "blacs.h"

#include "athanor/collective.hpp"

extern "C" {
int Csys2blacs_handle(MPI_Comm comm);
void Cfree_blacs_system_handle(int handle);
void Cblacs_gridinit(int *context, const char *order, int rows, int cols);
void Cblacs_gridinfo(int context, int *rows, int *cols, int *row, int *col);
void Cblacs_gridexit(int context);
/* PBLAS keeps the largest workspace that it ever needed; this frees it. */
void PB_freebuf_(void);
}

namespace athanor::scalapack {

BlacsGrid::BlacsGrid(MPI_Comm comm, const ProcessGrid &grid) : system_handle_(Csys2blacs_handle(comm)) {
  context_ = system_handle_;
  Cblacs_gridinit(&context_, "Row", grid.rows, grid.cols);
  int rows = 0, cols = 0, row = -1, col = -1;
  Cblacs_gridinfo(context_, &rows, &cols, &row, &col);
  if (rows != grid.rows || cols != grid.cols || grid.rank_of(row, col) != rank_of(comm))
    throw Error("ATHANOR_INTERNAL", "BLACS made another process grid than the one asked for");
}

BlacsGrid::~BlacsGrid() {
  PB_freebuf_();
  Cblacs_gridexit(context_);
  Cfree_blacs_system_handle(system_handle_);
}

} // namespace athanor::scalapack
