/* The choice between a vector and its negative, made alike wherever vectors are computed. */
#ifndef ATHANOR_SCALAPACK_SIGNS_H
#define ATHANOR_SCALAPACK_SIGNS_H

#include <vector>

#include "distributed_matrix.h"

namespace athanor::scalapack {

/* Collective: for each column 1, or -1 where its entry of largest magnitude (the first of several) is negative. The same
 * on every rank. */
template <typename T>
std::vector<double> signs_of_columns(const Context &context, const DistributedMatrix<T> &vectors);

} // namespace athanor::scalapack

#endif
