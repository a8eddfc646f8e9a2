#include "normal_residual.h"

#include <cmath>

#include "kernel.h"

namespace athanor::rowwise {

NormalResidual normal_residual(Session &session, Regression &regression, int64_t first, const Panel &x, Stage stage,
                               Panel *own) {
  Design &a = regression.a();
  const int64_t height = a.block_rows(), cols = a.cols(), width = x.width(), targets = regression.targets();
  Panel negative(x.rows(), x.columns()), block_residual(own ? 0 : height, x.columns());
  add_scaled(negative, std::vector<double>(static_cast<size_t>(width), -1.0), x);
  NormalResidual found{Panel(cols, x.columns()), std::vector<double>(static_cast<size_t>(width))};
  design_pass(session, a, height, stage, [&](int64_t row, int64_t rows, const Block &block) {
    const Block target = regression.b().read(row, rows, 0, targets);
    Panel &residual = own ? *own : block_residual;
    const int64_t at = own ? row : 0;
    residual.load(at, rows, target.data, target.stride, first);
    double *y = residual.row(at);
    kernel().multiply(block.data, block.stride, rows, cols, negative.data(), width, y, width, width);
    add_squares(y, rows, found.norms);
    kernel().multiply_transposed(block.data, block.stride, rows, cols, y, width, found.product.data(), width, width);
  });
  session.group.sum(found.product.data(), found.product.size());
  session.group.sum(found.norms.data(), width);
  for (double &norm : found.norms) norm = std::sqrt(norm);
  return found;
}

} // namespace athanor::rowwise
