#include "scalapack_api.h"

#include <string>

extern "C" {
#define ATHANOR_PBLAS(prefix, T)                                                                                       \
  void p##prefix##gemm_(const char *op_a, const char *op_b, const int *m, const int *n, const int *k, const T *alpha,  \
                        const T *a, const int *ia, const int *ja, const int *desc_a, const T *b, const int *ib,        \
                        const int *jb, const int *desc_b, const T *beta, T *c, const int *ic, const int *jc,           \
                        const int *desc_c);                                                                            \
  void p##prefix##tran_(const int *m, const int *n, const T *alpha, const T *a, const int *ia, const int *ja,          \
                        const int *desc_a, const T *beta, T *c, const int *ic, const int *jc, const int *desc_c);
#define ATHANOR_PBLAS_TRSM(prefix, T)                                                                                  \
  void p##prefix##trsm_(const char *side, const char *triangle, const char *op, const char *diagonal, const int *m,    \
                        const int *n, const T *alpha, const T *a, const int *ia, const int *ja, const int *desc_a,     \
                        T *b, const int *ib, const int *jb, const int *desc_b);
ATHANOR_PBLAS_TRSM(d, double)
ATHANOR_PBLAS_TRSM(s, float)
#undef ATHANOR_PBLAS_TRSM
ATHANOR_PBLAS(d, double)
ATHANOR_PBLAS(s, float)
#undef ATHANOR_PBLAS
}

namespace athanor::scalapack {
namespace {

const char *name_of(Op op) { return op == Op::transpose ? "T" : "N"; }

/* Numbers as Fortran takes them. Matrices have fewer than 2^31 rows and columns: DistributedMatrix sees to that. */
int number(int64_t value) { return static_cast<int>(value); }

template <typename T>
struct Start {
  explicit Start(const Submatrix<T> &matrix) : row(matrix.row + 1), col(matrix.col + 1) {}
  int row, col;
};

template <typename T, class Routine>
void call_gemm(Routine routine, Op op_a, Op op_b, int64_t m, int64_t n, int64_t k, T alpha, const Submatrix<const T> &a,
               const Submatrix<const T> &b, T beta, const Submatrix<T> &c) {
  const int rows = number(m), cols = number(n), inner = number(k);
  const Start at_a(a), at_b(b), at_c(c);
  routine(name_of(op_a), name_of(op_b), &rows, &cols, &inner, &alpha, a.local, &at_a.row, &at_a.col, a.descriptor,
          b.local, &at_b.row, &at_b.col, b.descriptor, &beta, c.local, &at_c.row, &at_c.col, c.descriptor);
}

template <typename T, class Routine>
void call_transpose(Routine routine, int64_t m, int64_t n, T alpha, const Submatrix<const T> &a, T beta,
                    const Submatrix<T> &c) {
  const int rows = number(m), cols = number(n);
  const Start at_a(a), at_c(c);
  routine(&rows, &cols, &alpha, a.local, &at_a.row, &at_a.col, a.descriptor, &beta, c.local, &at_c.row, &at_c.col,
          c.descriptor);
}

template <typename T, class Routine>
void call_trsm(Routine routine, Triangle triangle, Op op, int64_t n, int64_t columns, const Submatrix<const T> &a,
               const Submatrix<T> &b) {
  const int rows = number(n), cols = number(columns);
  const T one = 1;
  const Start at_a(a), at_b(b);
  routine("L", triangle == Triangle::lower ? "L" : "U", name_of(op), "N", &rows, &cols, &one, a.local, &at_a.row,
          &at_a.col, a.descriptor, b.local, &at_b.row, &at_b.col, b.descriptor);
}

} // namespace

void trsm(Triangle triangle, Op op, int64_t n, int64_t columns, Submatrix<const double> a, Submatrix<double> b) {
  call_trsm(pdtrsm_, triangle, op, n, columns, a, b);
}
void trsm(Triangle triangle, Op op, int64_t n, int64_t columns, Submatrix<const float> a, Submatrix<float> b) {
  call_trsm(pstrsm_, triangle, op, n, columns, a, b);
}

void gemm(Op op_a, Op op_b, int64_t m, int64_t n, int64_t k, double alpha, Submatrix<const double> a,
          Submatrix<const double> b, double beta, Submatrix<double> c) {
  call_gemm(pdgemm_, op_a, op_b, m, n, k, alpha, a, b, beta, c);
}
void gemm(Op op_a, Op op_b, int64_t m, int64_t n, int64_t k, float alpha, Submatrix<const float> a,
          Submatrix<const float> b, float beta, Submatrix<float> c) {
  call_gemm(psgemm_, op_a, op_b, m, n, k, alpha, a, b, beta, c);
}

void tran(int64_t m, int64_t n, double alpha, Submatrix<const double> a, double beta, Submatrix<double> c) {
  call_transpose(pdtran_, m, n, alpha, a, beta, c);
}
void tran(int64_t m, int64_t n, float alpha, Submatrix<const float> a, float beta, Submatrix<float> c) {
  call_transpose(pstran_, m, n, alpha, a, beta, c);
}

void require_arguments(const char *routine, int info) {
  if (info >= 0) return;
  const int which = -info;
  const std::string entry = which > 100 ? ", entry " + std::to_string(which % 100) : "";
  throw Error("ATHANOR_INTERNAL", std::string(routine) + " refused its argument " +
                                      std::to_string(which > 100 ? which / 100 : which) + entry);
}

} // namespace athanor::scalapack
