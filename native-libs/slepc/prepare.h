/* The first pass over an input: refuses NaN and infinities, and scales what would leave the range of a double. */
#ifndef ATHANOR_SLEPC_PREPARE_H
#define ATHANOR_SLEPC_PREPARE_H

#include "row_pass.h"

namespace athanor::slepc {

/* Collective. Leaves the source scaled by a power of two where squares of entries would overflow or vanish. Returns
 * whether any entry is not zero. */
bool prepare(Session &session, RowSource &source, Stage stage);

} // namespace athanor::slepc

#endif
