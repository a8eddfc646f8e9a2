#include "linear_predict.h"

#include <cmath>

#include "design.h"
#include "right_factor.h"
#include "row_writer.h"
#include "small_dense.h"

namespace athanor::rowwise {
namespace {

struct Model {
  Design design;
  int64_t width;
  std::vector<double> x;
  std::vector<double> intercept;
};

Model read_model(athanor_run *run, Session &session) {
  const athanor_matrix &a = input(run, "a"), &x = input(run, "x"), &intercept = input(run, "intercept");
  const FeatureOptions features = read_feature_options(run);
  const bool expanded = features.count > 0;
  check_shape(x, expanded ? features.count : a.cols, x.cols,
              expanded ? "a row for each of the features that the model was made of" : "a row for each column of a");
  check_shape(intercept, 1, x.cols, "a row with a constant for each column of x");
  std::vector<double> coefficients = gather_whole(session, x), constants = gather_whole(session, intercept);
  return {Design(a, features), x.cols, std::move(coefficients), std::move(constants)};
}

/* One pass: shape(rows, scores) makes of the scores of a block what is written, `width` entries a row. */
template <class Shape>
void write_scores(athanor_run *run, Session &session, Model &model, const char *output, int64_t width,
                  const Shape &shape) {
  const int64_t cols = model.design.cols(), height = model.design.block_rows();
  RowWriter writer(run, output, model.design.rows(), width, input(run, "a").dtype);
  std::vector<double> scores(static_cast<size_t>(height * model.width));
  auto write = [&](int64_t, int64_t rows, const Block &raw) {
    const Block block = model.design.of(raw, rows);
    for (int64_t i = 0; i < rows; ++i)
      std::copy(model.intercept.begin(), model.intercept.end(), scores.begin() + i * model.width);
    gemm(Op::none, Op::none, rows, model.width, cols, 1.0, block.data, block.stride, model.x.data(), model.width, 1.0,
         scores.data(), model.width);
    writer.write(shape(rows, scores), rows);
  };
  checked_row_pass(session, model.design.source(), height, {"predict", 0, 1}, write);
  if (model.design.features()) model.design.features()->require_in_range(session.group);
  run->result_json(run, ("{\"passes\":" + std::to_string(session.passes) + "}").c_str());
}

double sigmoid(double score) { return 1 / (1 + std::exp(-score)); }

/* exp(scores) over their sum, for any finite scores. */
void softmax(double *scores, int64_t width) {
  const double largest = *std::max_element(scores, scores + width);
  double sum = 0;
  for (int64_t j = 0; j < width; ++j) sum += scores[j] = std::exp(scores[j] - largest);
  for (int64_t j = 0; j < width; ++j) scores[j] /= sum;
}

void to_probabilities(int64_t rows, int64_t width, double *scores) {
  for (int64_t i = 0; i < rows; ++i)
    if (width == 1)
      scores[i] = sigmoid(scores[i]);
    else
      softmax(scores + i * width, width);
}

double class_of(const double *scores, int64_t width) {
  if (width == 1) return scores[0] > 0 ? 1 : 0;
  return static_cast<double>(std::max_element(scores, scores + width) - scores);
}

} // namespace

void linear_predict(athanor_run *run) {
  Session session(run);
  Model model = read_model(run, session);
  const bool probability = param<std::string>(run, "output") == "probability";
  write_scores(run, session, model, "prediction", model.width, [&](int64_t rows, std::vector<double> &scores) {
    if (probability) to_probabilities(rows, model.width, scores.data());
    return scores.data();
  });
}

void linear_classify(athanor_run *run) {
  Session session(run);
  Model model = read_model(run, session);
  std::vector<double> classes;
  write_scores(run, session, model, "classes", 1, [&](int64_t rows, const std::vector<double> &scores) {
    classes.resize(static_cast<size_t>(rows));
    for (int64_t i = 0; i < rows; ++i)
      classes[static_cast<size_t>(i)] = class_of(scores.data() + i * model.width, model.width);
    return classes.data();
  });
}

} // namespace athanor::rowwise
