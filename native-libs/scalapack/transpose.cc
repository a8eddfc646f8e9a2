#include "transpose.h"

#include "inputs.h"
#include "load.h"
#include "scalapack_api.h"
#include "slices.h"
#include "store.h"
#include "timings_json.h"

namespace athanor::scalapack {
namespace {

template <typename T>
void transpose_input(athanor_run *run, const athanor_matrix &input) {
  const Shape shape = shape_of(input);
  Context context(run, {shape, {shape.cols, shape.rows}});
  const DistributedMatrix<T> a = load<T>(context, input, {"redistribute", 0, 0.4});
  DistributedMatrix<T> transposed(context, shape.cols, shape.rows);
  {
    const PhaseTimer timer(context.session, "transpose");
    context.session.progress("transpose", 0.4, -1);
    tran(shape.cols, shape.rows, T{1}, a.from(0, 0), T{0}, transposed.from(0, 0));
    end_slice(context, 0.6);
  }
  store(context, transposed, "transposed", {"write", 0.6, 1});
  run->result_json(run, ("{\"timings\":" + timings_json(context.session) + "}").c_str());
}

} // namespace

void transpose(athanor_run *run) {
  const athanor_matrix &a = input(run, "a");
  with_dtype(a.dtype, [&](auto zero) { transpose_input<decltype(zero)>(run, a); });
}

} // namespace athanor::scalapack
