#include "factor_api.h"

#define AT(T, x) T *x, const int *i##x, const int *j##x, const int *desc_##x
#define CONST_AT(T, x) const T *x, const int *i##x, const int *j##x, const int *desc_##x
extern "C" {
#define ATHANOR_SCALAPACK(prefix, T)                                                                                   \
  void p##prefix##getrf_(const int *m, const int *n, AT(T, a), int *pivots, int *info);                                \
  void p##prefix##getrs_(const char *op, const int *n, const int *columns, CONST_AT(T, a), const int *pivots, AT(T, b),\
                         int *info);                                                                                   \
  void p##prefix##potrf_(const char *triangle, const int *n, AT(T, a), int *info);                                     \
  void p##prefix##potrs_(const char *triangle, const int *n, const int *columns, CONST_AT(T, a), AT(T, b), int *info); \
  void p##prefix##geqrf_(const int *m, const int *n, AT(T, a), T *tau, T *work, const int *lwork, int *info);          \
  void p##prefix##orgqr_(const int *m, const int *n, const int *k, AT(T, a), const T *tau, T *work, const int *lwork,  \
                         int *info);                                                                                   \
  void p##prefix##gels_(const char *op, const int *m, const int *n, const int *columns, AT(T, a), AT(T, b), T *work,   \
                        const int *lwork, int *info);                                                                  \
  void p##prefix##syevd_(const char *job, const char *triangle, const int *n, AT(T, a), T *values, AT(T, z), T *work,  \
                         const int *lwork, int *iwork, const int *liwork, int *info);                                  \
  void p##prefix##gesvd_(const char *job_u, const char *job_vt, const int *m, const int *n, AT(T, a), T *values, AT(T, u),\
                         AT(T, vt), T *work, const int *lwork, int *info);                                                \
  T p##prefix##lange_(const char *norm, const int *m, const int *n, CONST_AT(T, a), T *work);                          \
  T p##prefix##lantr_(const char *norm, const char *triangle, const char *diagonal, const int *m, const int *n,          \
                      CONST_AT(T, a), T *work);                                                                        \
  void p##prefix##lacpy_(const char *triangle, const int *m, const int *n, CONST_AT(T, a), AT(T, b));
ATHANOR_SCALAPACK(d, double)
ATHANOR_SCALAPACK(s, float)
#undef ATHANOR_SCALAPACK
}
#undef AT
#undef CONST_AT

namespace athanor::scalapack {
namespace {

/* The names of a type's routines. */
template <typename T>
struct Names;
template <>
struct Names<double> {
  static constexpr auto getrf = pdgetrf_;
  static constexpr auto getrs = pdgetrs_;
  static constexpr auto potrf = pdpotrf_;
  static constexpr auto potrs = pdpotrs_;
  static constexpr auto geqrf = pdgeqrf_;
  static constexpr auto orgqr = pdorgqr_;
  static constexpr auto gels = pdgels_;
  static constexpr auto syevd = pdsyevd_;
  static constexpr auto gesvd = pdgesvd_;
  static constexpr auto lange = pdlange_;
  static constexpr auto lantr = pdlantr_;
  static constexpr auto lacpy = pdlacpy_;
};
template <>
struct Names<float> {
  static constexpr auto getrf = psgetrf_;
  static constexpr auto getrs = psgetrs_;
  static constexpr auto potrf = pspotrf_;
  static constexpr auto potrs = pspotrs_;
  static constexpr auto geqrf = psgeqrf_;
  static constexpr auto orgqr = psorgqr_;
  static constexpr auto gels = psgels_;
  static constexpr auto syevd = pssyevd_;
  static constexpr auto gesvd = psgesvd_;
  static constexpr auto lange = pslange_;
  static constexpr auto lantr = pslantr_;
  static constexpr auto lacpy = pslacpy_;
};

/* Whole matrices start at row and column 1. */
constexpr int kOne = 1;

/* Sizes as Fortran takes them; DistributedMatrix has seen to it that they fit. */
int number(int64_t value) { return static_cast<int>(value); }

const char *name_of(Triangle triangle) { return triangle == Triangle::lower ? "L" : "U"; }

/*
 * Asks a routine for its workspace, then calls it: call(work, lwork, info) is made twice. The answer comes as a
 * floating-point number, which in single precision may be rounded down. `more` entries are added to it.
 */
template <typename T, class Call>
int with_work(const char *name, int64_t more, const Call &call) {
  T size = 0;
  int query = -1, info = 0;
  call(&size, &query, &info);
  require_arguments(name, info);
  const int lwork = number(static_cast<int64_t>(std::max(static_cast<double>(size) * 1.000001, 1.0)) + 64 + more);
  std::vector<T> work(static_cast<size_t>(lwork));
  call(work.data(), &lwork, &info);
  require_arguments(name, info);
  return info;
}

/* The same for routines that want integers too: call(work, lwork, iwork, liwork, info). */
template <typename T, class Call>
int with_works(const char *name, int64_t more, const Call &call) {
  int int_size = 0, query = -1, info = 0;
  T size = 0;
  call(&size, &query, &int_size, &query, &info);
  require_arguments(name, info);
  const int liwork = std::max(int_size, 1);
  std::vector<int> iwork(static_cast<size_t>(liwork));
  return with_work<T>(name, more, [&](T *work, const int *lwork, int *done) {
    call(work, lwork, iwork.data(), *lwork < 0 ? lwork : &liwork, done);
  });
}

} // namespace

template <typename T>
int getrf(DistributedMatrix<T> &a, std::vector<int> &pivots) {
  const int m = number(a.rows()), n = number(a.cols());
  int info = 0;
  pivots.assign(static_cast<size_t>(a.local_rows() + a.layout().rows.block), 0);
  Names<T>::getrf(&m, &n, a.local(), &kOne, &kOne, a.descriptor(), pivots.data(), &info);
  require_arguments("getrf", info);
  return info;
}

template <typename T>
void getrs(Op op, const DistributedMatrix<T> &factors, const std::vector<int> &pivots, DistributedMatrix<T> &b) {
  const int n = number(factors.rows()), columns = number(b.cols());
  int info = 0;
  Names<T>::getrs(op == Op::transpose ? "T" : "N", &n, &columns, factors.local(), &kOne, &kOne, factors.descriptor(), pivots.data(), b.local(),
                  &kOne, &kOne, b.descriptor(), &info);
  require_arguments("getrs", info);
}

template <typename T>
int potrf(DistributedMatrix<T> &a) {
  const int n = number(a.rows());
  int info = 0;
  Names<T>::potrf("L", &n, a.local(), &kOne, &kOne, a.descriptor(), &info);
  require_arguments("potrf", info);
  return info;
}

template <typename T>
void potrs(const DistributedMatrix<T> &factor, DistributedMatrix<T> &b) {
  const int n = number(factor.rows()), columns = number(b.cols());
  int info = 0;
  Names<T>::potrs("L", &n, &columns, factor.local(), &kOne, &kOne, factor.descriptor(), b.local(), &kOne, &kOne,
                  b.descriptor(), &info);
  require_arguments("potrs", info);
}

template <typename T>
void geqrf(DistributedMatrix<T> &a, std::vector<T> &tau) {
  const int m = number(a.rows()), n = number(a.cols());
  tau.assign(static_cast<size_t>(std::max<int64_t>(a.local_cols(), 1)), T{0});
  with_work<T>("geqrf", 0, [&](T *work, const int *lwork, int *info) {
    Names<T>::geqrf(&m, &n, a.local(), &kOne, &kOne, a.descriptor(), tau.data(), work, lwork, info);
  });
}

template <typename T>
void orgqr(DistributedMatrix<T> &a, const std::vector<T> &tau) {
  const int m = number(a.rows()), k = number(std::min(a.rows(), a.cols()));
  with_work<T>("orgqr", 0, [&](T *work, const int *lwork, int *info) {
    Names<T>::orgqr(&m, &k, &k, a.local(), &kOne, &kOne, a.descriptor(), tau.data(), work, lwork, info);
  });
}

template <typename T>
void gels(DistributedMatrix<T> &a, DistributedMatrix<T> &b) {
  const int m = number(a.rows()), n = number(a.cols()), columns = number(b.cols());
  with_work<T>("gels", 0, [&](T *work, const int *lwork, int *info) {
    Names<T>::gels("N", &m, &n, &columns, a.local(), &kOne, &kOne, a.descriptor(), b.local(), &kOne, &kOne,
                   b.descriptor(), work, lwork, info);
  });
}

template <typename T>
int syevd(DistributedMatrix<T> &a, std::vector<T> &values, DistributedMatrix<T> &vectors) {
  const int n = number(a.rows());
  values.assign(static_cast<size_t>(a.rows()), T{0});
  // The answer of 2.2.1 and before is too small for the ormtr inside, which then prints and leaves the vectors wrong.
  const int64_t block = a.layout().rows.block, panel = (a.local_rows() + a.local_cols() + 4 * block) * block;
  return with_works<T>("syevd", 2 * panel, [&](T *work, const int *lwork, int *iwork, const int *liwork, int *info) {
    Names<T>::syevd("V", "L", &n, a.local(), &kOne, &kOne, a.descriptor(), values.data(), vectors.local(), &kOne, &kOne,
                    vectors.descriptor(), work, lwork, iwork, liwork, info);
  });
}

template <typename T>
int gesvd(DistributedMatrix<T> &a, std::vector<T> &values, DistributedMatrix<T> &u, DistributedMatrix<T> &vt) {
  const int m = number(a.rows()), n = number(a.cols());
  values.assign(static_cast<size_t>(std::min(a.rows(), a.cols())), T{0});
  return with_work<T>("gesvd", 0, [&](T *work, const int *lwork, int *info) {
    Names<T>::gesvd("V", "V", &m, &n, a.local(), &kOne, &kOne, a.descriptor(), values.data(), u.local(), &kOne, &kOne,
                    u.descriptor(), vt.local(), &kOne, &kOne, vt.descriptor(), work, lwork, info);
  });
}

template <typename T>
T one_norm(const DistributedMatrix<T> &a) {
  const int m = number(a.rows()), n = number(a.cols());
  std::vector<T> work(static_cast<size_t>(a.local_cols() + a.layout().cols.block));
  return Names<T>::lange("1", &m, &n, a.local(), &kOne, &kOne, a.descriptor(), work.data());
}

template <typename T>
T one_norm_of_triangle(Triangle triangle, int64_t n, const DistributedMatrix<T> &a) {
  const int size = number(n);
  std::vector<T> work(static_cast<size_t>(a.local_cols() + a.layout().cols.block));
  return Names<T>::lantr("1", name_of(triangle), "N", &size, &size, a.local(), &kOne, &kOne, a.descriptor(),
                         work.data());
}

namespace {

template <typename T>
void lacpy(const char *part, int64_t m, int64_t n, const DistributedMatrix<T> &from, DistributedMatrix<T> &to) {
  const int rows = number(m), cols = number(n);
  Names<T>::lacpy(part, &rows, &cols, from.local(), &kOne, &kOne, from.descriptor(), to.local(), &kOne, &kOne,
                  to.descriptor());
}

} // namespace

template <typename T>
void copy(int64_t m, int64_t n, const DistributedMatrix<T> &from, DistributedMatrix<T> &to) {
  lacpy("A", m, n, from, to);
}

template <typename T>
void copy_triangle(Triangle triangle, int64_t m, int64_t n, const DistributedMatrix<T> &from,
                   DistributedMatrix<T> &to) {
  lacpy(name_of(triangle), m, n, from, to);
}

#define ATHANOR_INSTANTIATE(T)                                                                                         \
  template int getrf(DistributedMatrix<T> &, std::vector<int> &);                                                      \
  template void getrs(Op, const DistributedMatrix<T> &, const std::vector<int> &, DistributedMatrix<T> &);                 \
  template int potrf(DistributedMatrix<T> &);                                                                          \
  template void potrs(const DistributedMatrix<T> &, DistributedMatrix<T> &);                                           \
  template void geqrf(DistributedMatrix<T> &, std::vector<T> &);                                                       \
  template void orgqr(DistributedMatrix<T> &, const std::vector<T> &);                                                 \
  template void gels(DistributedMatrix<T> &, DistributedMatrix<T> &);                                                  \
  template int syevd(DistributedMatrix<T> &, std::vector<T> &, DistributedMatrix<T> &);                                \
  template int gesvd(DistributedMatrix<T> &, std::vector<T> &, DistributedMatrix<T> &, DistributedMatrix<T> &);        \
  template T one_norm(const DistributedMatrix<T> &);                                                                   \
  template T one_norm_of_triangle(Triangle, int64_t, const DistributedMatrix<T> &);                                   \
  template void copy(int64_t, int64_t, const DistributedMatrix<T> &, DistributedMatrix<T> &);                          \
  template void copy_triangle(Triangle, int64_t, int64_t, const DistributedMatrix<T> &, DistributedMatrix<T> &);
ATHANOR_INSTANTIATE(double)
ATHANOR_INSTANTIATE(float)
#undef ATHANOR_INSTANTIATE

} // namespace athanor::scalapack
