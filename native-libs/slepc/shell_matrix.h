/*
 * A matrix that PETSc knows by its products alone, made of those of RowsProduct.
 *
 * C++ exceptions do not pass through PETSc. Where a product is cancelled, on all ranks alike, this and all later
 * products give zeros at once, until the solver asks whether to stop (solver_control.h); rethrow() then says why.
 */
#ifndef ATHANOR_SLEPC_SHELL_MATRIX_H
#define ATHANOR_SLEPC_SHELL_MATRIX_H

#include <exception>

#include "petsc.h"
#include "rows_product.h"

namespace athanor::slepc {

enum class ShellKind { rows, symmetric, cross }; /* A; a square A whose two sides are distributed alike; A'A */

class ShellMatrix {
 public:
  ShellMatrix(MPI_Comm comm, RowsProduct &product, ShellKind kind);
  ShellMatrix(const ShellMatrix &) = delete;
  ShellMatrix &operator=(const ShellMatrix &) = delete;

  Mat mat() const { return mat_; }
  bool stopped() const { return stopped_ != nullptr; }
  /* What ended the products, if anything did. */
  void rethrow() const;

 private:
  using Product = void (RowsProduct::*)(const double *, double *);
  static PetscErrorCode multiply(Mat mat, Vec x, Vec y);
  static PetscErrorCode multiply_transposed(Mat mat, Vec x, Vec y);
  PetscErrorCode apply(Product product, Vec x, Vec y);

  RowsProduct &product_;
  Product forward_, backward_;
  std::exception_ptr stopped_;
  OwnedMat mat_;
};

} // namespace athanor::slepc

#endif
