#include "prepare.h"

namespace athanor::slepc {

bool prepare(Session &session, RowSource &source, Stage stage) {
  Inspection inspection;
  row_pass(session, source, RowSource::block_rows(source.cols()), stage,
           [&](int64_t, int64_t rows, const Block &block) { inspection.see(block, rows, source.cols()); });
  try {
    inspection.conclude(session, source);
  } catch (const Rescale &rescale) {
    source.set_scale(rescale.scale);
    return true;
  }
  return inspection.sum_squares() != 0;
}

} // namespace athanor::slepc
