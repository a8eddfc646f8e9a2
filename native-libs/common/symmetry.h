/*
 * The check that a matrix is symmetric, made on the rows where they are: each rank sends, a block of rows at a time,
 * the columns that another rank's rows are to be equal to. Half of the entries travel once, and no rank holds more than
 * a block.
 */
#ifndef ATHANOR_COMMON_SYMMETRY_H
#define ATHANOR_COMMON_SYMMETRY_H

#include "row_pass.h"

namespace athanor {

/*
 * Collective, one pass. Throws on every rank alike: ATHANOR_INVALID_ARGUMENT unless the matrix is square (missing rows
 * counted), ATHANOR_NOT_FINITE, and ATHANOR_NOT_SYMMETRIC where the largest |a_ij - a_ji| is more than 100 eps of the
 * matrix's dtype times its largest entry; the details have that difference, its row and its column. Memory: 16 MiB and
 * 16 bytes a row on every rank, or a few rows where those are longer.
 */
void require_symmetric(Session &session, const athanor_matrix &matrix, Stage stage = {"symmetry", 0, 0.1});

} // namespace athanor

#endif
