/* The signs of singular vectors, which nothing else settles. */
#ifndef ATHANOR_ROWWISE_ORIENTATION_H
#define ATHANOR_ROWWISE_ORIENTATION_H

#include "operator.h"
#include "projection.h"

namespace athanor::rowwise {

/* Collective: makes the largest component of each right singular vector of A positive, the first such on ties. */
void orient(const Group &group, const Operator &op, Triplets &triplets);

} // namespace athanor::rowwise

#endif
