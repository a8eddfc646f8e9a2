#include "shell_matrix.h"

namespace athanor::slepc {
namespace {

PetscInt as_petsc(int64_t size) { return static_cast<PetscInt>(size); }

} // namespace

ShellMatrix::ShellMatrix(MPI_Comm comm, RowsProduct &product, ShellKind kind)
    : product_(product),
      forward_(kind == ShellKind::cross ? &RowsProduct::multiply_cross : &RowsProduct::multiply),
      backward_(kind == ShellKind::rows ? &RowsProduct::multiply_transposed : forward_) {
  const int64_t rows = kind == ShellKind::rows ? product.own_rows() : product.own_columns();
  check(MatCreateShell(comm, as_petsc(rows), as_petsc(product.own_columns()), PETSC_DETERMINE, PETSC_DETERMINE, this,
                       mat_.address()),
        "MatCreateShell");
  check(MatShellSetOperation(mat_, MATOP_MULT, reinterpret_cast<void (*)()>(multiply)), "MatShellSetOperation");
  check(MatShellSetOperation(mat_, MATOP_MULT_TRANSPOSE, reinterpret_cast<void (*)()>(multiply_transposed)),
        "MatShellSetOperation");
}

void ShellMatrix::rethrow() const {
  if (stopped_) std::rethrow_exception(stopped_);
}

PetscErrorCode ShellMatrix::multiply(Mat mat, Vec x, Vec y) {
  ShellMatrix *self = nullptr;
  PetscCall(MatShellGetContext(mat, &self));
  return self->apply(self->forward_, x, y);
}

PetscErrorCode ShellMatrix::multiply_transposed(Mat mat, Vec x, Vec y) {
  ShellMatrix *self = nullptr;
  PetscCall(MatShellGetContext(mat, &self));
  return self->apply(self->backward_, x, y);
}

PetscErrorCode ShellMatrix::apply(Product product, Vec x, Vec y) {
  if (stopped_) return VecSet(y, 0);
  const PetscScalar *from = nullptr;
  PetscScalar *to = nullptr;
  PetscCall(VecGetArrayRead(x, &from));
  PetscCall(VecGetArrayWrite(y, &to));
  try {
    (product_.*product)(from, to);
  } catch (...) {
    stopped_ = std::current_exception();
  }
  PetscCall(VecRestoreArrayWrite(y, &to));
  PetscCall(VecRestoreArrayRead(x, &from));
  return stopped_ ? VecSet(y, 0) : 0;
}

} // namespace athanor::slepc
