/*
 * The step of non-negative least squares that NMF alternates: coordinate descent over the columns of a factor (HALS,
 * hierarchical alternating least squares: Cichocki and Phan 2009; several sweeps for one product: Gillis and Glineur
 * 2012).
 */
#ifndef ATHANOR_ROWWISE_HALS_H
#define ATHANOR_ROWWISE_HALS_H

#include <cstdint>

namespace athanor::rowwise {

/*
 * Lowers |A - F G'| over F >= 0, row by row: `factor` (rows x k, in and out), `products` = A G, of which the rows are
 * used up, `gram` = G'G. All row-major with `stride` entries between rows, those from k on zero in products and gram. A
 * column whose G is zero stays as it is. 2 sweeps rows k stride flops.
 */
void hals_sweeps(int64_t rows, int64_t k, int64_t stride, const double *gram, double *products, double *factor);

} // namespace athanor::rowwise

#endif
