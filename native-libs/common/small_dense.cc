#include "small_dense.h"

#include <algorithm>

extern "C" {
void dgemm_(const char *, const char *, const int *, const int *, const int *, const double *, const double *,
            const int *, const double *, const int *, const double *, double *, const int *);
void dgemv_(const char *, const int *, const int *, const double *, const double *, const int *, const double *,
            const int *, const double *, double *, const int *);
void dsyrk_(const char *, const char *, const int *, const int *, const double *, const double *, const int *,
            const double *, double *, const int *);
void dsyevd_(const char *, const char *, const int *, double *, const int *, double *, double *, const int *, int *,
             const int *, int *);
void dsyevr_(const char *, const char *, const char *, const int *, double *, const int *, const double *,
             const double *, const int *, const int *, const double *, int *, double *, double *, const int *, int *,
             double *, const int *, int *, const int *, int *);
void dgesdd_(const char *, const int *, const int *, double *, const int *, double *, double *, const int *, double *,
             const int *, double *, const int *, int *, int *);
void dgesvd_(const char *, const char *, const int *, const int *, double *, const int *, double *, double *,
             const int *, double *, const int *, double *, const int *, int *);
void dpotrf_(const char *, const int *, double *, const int *, int *);
void dtrsm_(const char *, const char *, const char *, const char *, const int *, const int *, const double *,
            const double *, const int *, double *, const int *);
void dgelqf_(const int *, const int *, double *, const int *, double *, double *, const int *, int *);
void dormlq_(const char *, const char *, const int *, const int *, const int *, const double *, const int *,
             const double *, double *, const int *, double *, const int *, int *);
void dtrcon_(const char *, const char *, const char *, const int *, const double *, const int *, double *, double *,
             int *, int *);
}

namespace athanor {
namespace {

/* LAPACK's answer to a workspace query, which comes as a double. */
struct Workspace {
  explicit Workspace(double wanted) : values(static_cast<size_t>(std::max(wanted, 1.0))) {}
  std::vector<double> values;
  int size() const { return static_cast<int>(values.size()); }
};

int as_int(int64_t value) { return static_cast<int>(value); }
int stride_int(int64_t value) { return static_cast<int>(std::max<int64_t>(value, 1)); }

/* c becomes Q c ("N") or Q' c ("T"): its memory is c', and that of `a` the LQ factorisation of A', whose Q is Q'. */
int apply_reflectors(const char *transposed, int64_t rows, int64_t n, const double *a, const std::vector<double> &tau,
                     int64_t k, double *c) {
  if (rows == 0) return 0;
  const int ik = as_int(k), ih = as_int(rows), reflectors = as_int(std::min(rows, n));
  const int lda = stride_int(n), ldc = stride_int(k), query = -1;
  double size = 0;
  int info = 0;
  dormlq_("R", transposed, &ik, &ih, &reflectors, a, &lda, tau.data(), c, &ldc, &size, &query, &info);
  Workspace work(size);
  const int lwork = work.size();
  dormlq_("R", transposed, &ik, &ih, &reflectors, a, &lda, tau.data(), c, &ldc, work.values.data(), &lwork, &info);
  return info;
}

} // namespace

void gemm(Op op_a, Op op_b, int64_t m, int64_t n, int64_t k, double alpha, const double *a, int64_t a_stride,
          const double *b, int64_t b_stride, double beta, double *c, int64_t c_stride) {
  if (m == 0 || n == 0) return;
  /* Row-major C = op(A) op(B) is column-major C' = op(B)' op(A)' over the same memory. */
  const char ta = op_a == Op::none ? 'N' : 'T';
  const char tb = op_b == Op::none ? 'N' : 'T';
  const int im = as_int(m), in = as_int(n), ik = as_int(k);
  const int lda = stride_int(a_stride), ldb = stride_int(b_stride), ldc = stride_int(c_stride);
  dgemm_(&tb, &ta, &in, &im, &ik, &alpha, b, &ldb, a, &lda, &beta, c, &ldc);
}

void gemv(Op op_a, int64_t rows, int64_t cols, const double *a, int64_t a_stride, const double *x, double beta,
          double *y) {
  /* The memory of A is column-major A' (cols x rows). */
  const char trans = op_a == Op::none ? 'T' : 'N';
  const int im = as_int(cols), in = as_int(rows), lda = stride_int(a_stride), one = 1;
  const double alpha = 1;
  dgemv_(&trans, &im, &in, &alpha, a, &lda, x, &one, &beta, y, &one);
}

void add_gram(const double *a, int64_t a_stride, int64_t rows, int64_t n, double *g) {
  /* The memory of A is column-major A' (n x rows); row-major upper is column-major lower. */
  const int in = as_int(n), ik = as_int(rows), lda = as_int(a_stride);
  const double one = 1;
  dsyrk_("L", "N", &in, &ik, &one, a, &lda, &one, g, &in);
}

int symmetric_eigen(int64_t n, std::vector<double> matrix, std::vector<double> &values, std::vector<double> &vectors) {
  const int in = as_int(n), query = -1;
  std::vector<double> ascending(static_cast<size_t>(n));
  double wanted = 0;
  int wanted_ints = 0, info = 0;
  dsyevd_("V", "L", &in, matrix.data(), &in, ascending.data(), &wanted, &query, &wanted_ints, &query, &info);
  Workspace work(wanted);
  std::vector<int> ints(static_cast<size_t>(std::max(wanted_ints, 1)));
  const int lwork = work.size(), liwork = static_cast<int>(ints.size());
  dsyevd_("V", "L", &in, matrix.data(), &in, ascending.data(), work.values.data(), &lwork, ints.data(), &liwork, &info);
  values.assign(ascending.rbegin(), ascending.rend());
  vectors.resize(static_cast<size_t>(n * n));
  for (int64_t j = 0; j < n; ++j)
    for (int64_t i = 0; i < n; ++i)
      vectors[static_cast<size_t>(i * n + j)] = matrix[static_cast<size_t>((n - 1 - j) * n + i)];
  return info;
}

int largest_symmetric_eigen(int64_t n, int64_t wanted, std::vector<double> &matrix, std::vector<double> &values,
                            std::vector<double> &vectors) {
  const int in = as_int(n), first = as_int(n - wanted + 1), query = -1;
  const double unused = 0;
  std::vector<double> ascending(static_cast<size_t>(n)), z(static_cast<size_t>(n * wanted));
  std::vector<int> support(static_cast<size_t>(2 * wanted));
  double size = 0;
  int int_size = 0, info = 0, found = 0;
  dsyevr_("V", "I", "L", &in, matrix.data(), &in, &unused, &unused, &first, &in, &unused, &found, ascending.data(),
          z.data(), &in, support.data(), &size, &query, &int_size, &query, &info);
  Workspace work(size);
  std::vector<int> ints(static_cast<size_t>(std::max(int_size, 1)));
  const int lwork = work.size(), liwork = static_cast<int>(ints.size());
  dsyevr_("V", "I", "L", &in, matrix.data(), &in, &unused, &unused, &first, &in, &unused, &found, ascending.data(),
          z.data(), &in, support.data(), work.values.data(), &lwork, ints.data(), &liwork, &info);
  values.resize(static_cast<size_t>(wanted));
  vectors.resize(static_cast<size_t>(n * wanted));
  for (int64_t j = 0; j < wanted; ++j) {
    values[static_cast<size_t>(j)] = ascending[static_cast<size_t>(wanted - 1 - j)];
    for (int64_t i = 0; i < n; ++i)
      vectors[static_cast<size_t>(i * wanted + j)] = z[static_cast<size_t>((wanted - 1 - j) * n + i)];
  }
  return info;
}

int square_svd(int64_t n, int64_t wanted, std::vector<double> &r, std::vector<double> &values,
               std::vector<double> &left, std::vector<double> &right) {
  const int in = as_int(n), query = -1;
  values.resize(static_cast<size_t>(n));
  std::vector<double> p(static_cast<size_t>(n * n)), wt(static_cast<size_t>(n * n));
  const std::vector<double> kept = r;
  std::vector<int> ints(static_cast<size_t>(8 * n));
  double size = 0;
  int info = 0;
  dgesdd_("A", &in, &in, r.data(), &in, values.data(), p.data(), &in, wt.data(), &in, &size, &query, ints.data(),
          &info);
  Workspace work(size);
  int lwork = work.size();
  dgesdd_("A", &in, &in, r.data(), &in, values.data(), p.data(), &in, wt.data(), &in, work.values.data(), &lwork,
          ints.data(), &info);
  if (info > 0) { /* divide and conquer did not converge: the slower QR iteration */
    r = kept;
    dgesvd_("A", "A", &in, &in, r.data(), &in, values.data(), p.data(), &in, wt.data(), &in, &size, &query, &info);
    work = Workspace(size);
    lwork = work.size();
    dgesvd_("A", "A", &in, &in, r.data(), &in, values.data(), p.data(), &in, wt.data(), &in, work.values.data(), &lwork,
            &info);
  }
  /* The memory of r was column-major R' = P S W'; so R = W S P'. */
  left.resize(static_cast<size_t>(n * wanted));
  right.resize(static_cast<size_t>(n * wanted));
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < wanted; ++j) {
      left[static_cast<size_t>(i * wanted + j)] = wt[static_cast<size_t>(i * n + j)];
      right[static_cast<size_t>(i * wanted + j)] = p[static_cast<size_t>(j * n + i)];
    }
  return info;
}

int row_qr(int64_t rows, int64_t n, double *a, std::vector<double> &tau) {
  const int in = as_int(n), ih = as_int(rows), lda = stride_int(n), query = -1;
  tau.resize(static_cast<size_t>(std::max<int64_t>(std::min(rows, n), 1)));
  double size = 0;
  int info = 0;
  dgelqf_(&in, &ih, a, &lda, tau.data(), &size, &query, &info);
  Workspace work(size);
  const int lwork = work.size();
  dgelqf_(&in, &ih, a, &lda, tau.data(), work.values.data(), &lwork, &info);
  return info;
}

void row_qr_r(int64_t rows, int64_t n, const double *a, double *r) {
  const int64_t height = std::min(rows, n);
  for (int64_t i = 0; i < height; ++i) {
    std::fill(r + i * n, r + i * n + i, 0.0);
    std::copy(a + i * n + i, a + (i + 1) * n, r + i * n + i);
  }
}

int row_qr_apply(int64_t rows, int64_t n, const double *a, const std::vector<double> &tau, int64_t k, double *c) {
  return apply_reflectors("N", rows, n, a, tau, k, c);
}

int row_qr_apply_transposed(int64_t rows, int64_t n, const double *a, const std::vector<double> &tau, int64_t k,
                            double *c) {
  return apply_reflectors("T", rows, n, a, tau, k, c);
}

int cholesky(int64_t n, double *g) {
  /* Row-major upper is column-major lower: G = L L', and the memory of L is R = L'. */
  const int in = as_int(n);
  int info = 0;
  dpotrf_("L", &in, g, &in, &info);
  for (int64_t i = 1; i < n; ++i) std::fill(g + i * n, g + i * n + i, 0.0);
  return info;
}

void solve_right_upper(int64_t rows, int64_t n, const double *r, double *b) {
  /* X R = B is R' X' = B', where the memory of R is the column-major lower triangle R'. */
  const int in = as_int(n), ih = as_int(rows);
  const double one = 1;
  dtrsm_("L", "L", "N", "N", &in, &ih, &one, r, &in, b, &in);
}

void solve_left_upper(Op op, int64_t n, int64_t k, const double *r, double *b) {
  /* op(R) X = B is X' op(R)' = B', where the memory of R is the column-major lower triangle R'. */
  const int in = as_int(n), ik = as_int(k);
  const double one = 1;
  dtrsm_("R", "L", op == Op::none ? "N" : "T", "N", &ik, &in, &one, r, &in, b, &ik);
}

double reciprocal_condition(int64_t n, const double *r) {
  const int in = as_int(n);
  std::vector<double> work(static_cast<size_t>(3 * n));
  std::vector<int> ints(static_cast<size_t>(n));
  double estimate = 0;
  int info = 0;
  dtrcon_("1", "L", "N", &in, r, &in, &estimate, work.data(), ints.data(), &info);
  return info == 0 && estimate > 0 ? estimate : 0;
}

void solve_cholesky(int64_t n, const double *r, int64_t width, double *b, int64_t b_stride) {
  /* The memory of b is column-major B', and Z = R^-1 R^-T B is Z' = B' L^-T L^-1 with the column-major lower L = R'. */
  const int in = as_int(n), iw = as_int(width), ldb = stride_int(b_stride);
  const double one = 1;
  dtrsm_("R", "L", "T", "N", &iw, &in, &one, r, &in, b, &ldb);
  dtrsm_("R", "L", "N", "N", &iw, &in, &one, r, &in, b, &ldb);
}

} // namespace athanor
