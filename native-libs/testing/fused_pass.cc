/*
 * Times the fused pass of common/fused_pass.h against the same row blocks through BLAS, on one core; the benchmark
 * runs as many of these at once as there are cores.
 *   fused_pass ROWS COLS ROUNDS WIDTH...
 * Prints a JSON object a line: for each width the CPU seconds of both sides, round by round in turns, and by how much
 * W differs, over its largest entry.
 */
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "fused_pass.h"
#include "kernel.h"
#include "random_values.h"
#include "small_dense.h"

namespace {

using athanor::Op;

struct Problem {
  int64_t rows, cols;
  std::vector<double> a;
};

struct Factors {
  std::vector<double> z, y, w;
  Factors(const Problem &problem, int64_t width)
      : z(static_cast<size_t>(problem.cols * width)),
        y(static_cast<size_t>(problem.rows * width)),
        w(static_cast<size_t>(problem.cols * width)) {
    for (size_t i = 0; i < z.size(); ++i) z[i] = athanor::random_value(2, 0, static_cast<int64_t>(i), 0);
  }
};

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Block>
double timed(const Problem &problem, int64_t height, Factors &factors, const Block &block) {
  const double start = cpu_seconds();
  std::fill(factors.y.begin(), factors.y.end(), 0.0);
  std::fill(factors.w.begin(), factors.w.end(), 0.0);
  for (int64_t row = 0; row < problem.rows; row += height) block(row, std::min(height, problem.rows - row));
  return cpu_seconds() - start;
}

double run_fused(const Problem &problem, int64_t width, Factors &f) {
  return timed(problem, athanor::fused_blocking(problem.cols).rows, f, [&](int64_t row, int64_t rows) {
    double *y = f.y.data() + row * width;
    athanor::fused_block({problem.a.data() + row * problem.cols, problem.cols}, rows, problem.cols, f.z.data(), width,
                         y, y, f.w.data());
  });
}

/* Blocks of as many rows as suit BLAS best here. */
double run_blas(const Problem &problem, int64_t width, int64_t height, Factors &f) {
  return timed(problem, height, f, [&](int64_t row, int64_t rows) {
    const double *a = problem.a.data() + row * problem.cols;
    double *y = f.y.data() + row * width;
    athanor::gemm(Op::none, Op::none, rows, width, problem.cols, 1, a, problem.cols, f.z.data(), width, 0, y, width);
    athanor::gemm(Op::transpose, Op::none, problem.cols, width, rows, 1, a, problem.cols, y, width, 1, f.w.data(),
                  width);
  });
}

double difference(const Factors &ours, const Factors &theirs) {
  double largest = 0, difference = 0;
  for (size_t i = 0; i < ours.w.size(); ++i) {
    largest = std::max(largest, std::fabs(theirs.w[i]));
    difference = std::max(difference, std::fabs(ours.w[i] - theirs.w[i]));
  }
  return difference / largest;
}

std::string list(const std::vector<double> &values) {
  std::string text;
  for (const double value : values) {
    if (!text.empty()) text += ',';
    text += std::to_string(value);
  }
  return text;
}

void compare(const Problem &problem, int64_t width, int rounds) {
  const int64_t heights[] = {16, 96, 384};
  Factors ours(problem, width), theirs(problem, width);
  std::vector<double> fused, blas;
  for (int round = 0; round <= rounds; ++round) {
    const double mine = run_fused(problem, width, ours);
    double best = run_blas(problem, width, heights[0], theirs);
    for (const int64_t height : {heights[1], heights[2]})
      best = std::min(best, run_blas(problem, width, height, theirs));
    if (round == 0) continue; /* warms up */
    fused.push_back(mine);
    blas.push_back(best);
  }
  std::printf("{\"width\":%lld,\"kernel\":\"%s\",\"fused\":[%s],\"blas\":[%s],\"difference\":%.3e}\n",
              static_cast<long long>(width), athanor::kernel().name, list(fused).c_str(), list(blas).c_str(),
              difference(ours, theirs));
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: fused_pass ROWS COLS ROUNDS WIDTH...\n");
    return 2;
  }
  Problem problem{std::atoll(argv[1]), std::atoll(argv[2]), {}};
  problem.a.resize(static_cast<size_t>(problem.rows * problem.cols));
  for (int64_t i = 0; i < problem.rows; ++i)
    for (int64_t j = 0; j < problem.cols; ++j)
      problem.a[static_cast<size_t>(i * problem.cols + j)] = athanor::random_value(1, 0, i, j);
  for (int at = 4; at < argc; ++at) compare(problem, std::atoll(argv[at]), std::atoi(argv[3]));
  return 0;
}
