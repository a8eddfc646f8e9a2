/* The classes of rows, from an input of one column of whole numbers. */
#ifndef ATHANOR_ROWWISE_CLASS_LABELS_H
#define ATHANOR_ROWWISE_CLASS_LABELS_H

#include <vector>

#include "row_source.h"
#include "session.h"

namespace athanor::rowwise {

/* Collective: the classes of this rank's rows. Throws ATHANOR_INVALID_ARGUMENT on every rank, with the first row whose
 * label is no whole number from 0 to classes - 1. Memory: 4 bytes a row. */
std::vector<int32_t> read_class_labels(Session &session, const athanor_matrix &labels, int64_t classes);

/* Collective: rows of each class, over all ranks, the same everywhere. */
std::vector<double> count_classes(const Group &group, const std::vector<int32_t> &labels, int64_t classes);

} // namespace athanor::rowwise

#endif
