// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.
// Long because it has a method for each routine.

import { type RoutineInput, type RoutineOptions, type RoutineOutcome, runRoutine } from "../jobs/routine.js";
import type { MatrixHandle } from "../matrix-handle.js";
import type { Session } from "../session.js";

export type MatmulOptions = RoutineOptions<"product">;

export interface MatmulResult extends RoutineOutcome {
  /** a b. a.rows x b.cols, dtype of a, with a's row indices. */
  product: MatrixHandle;
}

export type TransposeOptions = RoutineOptions<"transposed">;

export interface TransposeResult extends RoutineOutcome {
  /** Row j is column j of a. a.cols x a.rows, dtype of a. */
  transposed: MatrixHandle;
}

export type QrOptions = RoutineOptions<"q" | "r">;

export interface QrResult extends RoutineOutcome {
  /** Orthonormal columns. a.rows x min(a.rows, a.cols), dtype of a, with a's row indices. */
  q: MatrixHandle;
  /** Upper triangular or trapezoidal, diagonal not negative. min(a.rows, a.cols) x a.cols, dtype of a. */
  r: MatrixHandle;
}

export type LuOptions = RoutineOptions<"l" | "u" | "order">;

export interface LuResult extends RoutineOutcome {
  /** Lower triangular or trapezoidal, ones on the diagonal. a.rows x min(a.rows, a.cols), dtype of a. */
  l: MatrixHandle;
  /** Upper triangular or trapezoidal. min(a.rows, a.cols) x a.cols, dtype of a. */
  u: MatrixHandle;
  /** Row i of l u is row order[i] of a, counted from 0. a.rows x 1, float64. */
  order: MatrixHandle;
}

export type SolveOptions = RoutineOptions<"x">;

export interface SolveResult extends RoutineOutcome {
  /** The solutions, a column for each of b. a.cols x b.cols, dtype of a. */
  x: MatrixHandle;
}

export type CholeskyOptions = RoutineOptions<"l">;

export interface CholeskyResult extends RoutineOutcome {
  /** Lower triangular, diagonal positive. a.rows x a.cols, dtype of a. */
  l: MatrixHandle;
}

export type CholeskySolveOptions = RoutineOptions<"x">;

export interface CholeskySolveResult extends RoutineOutcome {
  /** The solutions, a column for each of b. a.cols x b.cols, dtype of a. */
  x: MatrixHandle;
}

export type LeastSquaresOptions = RoutineOptions<"x">;

export interface LeastSquaresResult extends RoutineOutcome {
  /** The solutions, a column for each of b. a.cols x b.cols, dtype of a. */
  x: MatrixHandle;
}

export type SvdOptions = RoutineOptions<"u" | "s" | "v">;

export interface SvdResult extends RoutineOutcome {
  /** Left singular vectors, orthonormal columns. a.rows x min(a.rows, a.cols), dtype of a, with a's row indices. */
  u: MatrixHandle;
  /** All singular values, descending. min(a.rows, a.cols) x 1, float64. */
  s: MatrixHandle;
  /**
   * Right singular vectors, orthonormal columns; the largest component of each is positive. a.cols x min(a.rows,
   * a.cols), dtype of a.
   */
  v: MatrixHandle;
}

export type EighOptions = RoutineOptions<"values" | "vectors">;

export interface EighResult extends RoutineOutcome {
  /** Eigenvalues, ascending. a.rows x 1, float64. */
  values: MatrixHandle;
  /**
   * Eigenvectors, a column each, orthonormal; the largest component of each is positive. a.rows x a.cols, dtype of
   * a, with a's row indices.
   */
  vectors: MatrixHandle;
}

export type ConditionEstimateOptions = RoutineOptions<never>;

export type ConditionEstimateResult = RoutineOutcome;

/**
 * Dense factorisations of whole matrices, on a copy that is spread block-cyclically over the ranks. As
 * `athanor.scalapack`.
 */
export class ScalapackLibrary {
  /** @internal */
  constructor(private readonly session: Session) {}

  /**
   * a b, for matrices of any shape, both spread over all ranks.
   *
   * Wanted: a.cols == b.rows. b needs as many rows as a has columns.
   *
   * Wanted: max(a.rows, a.cols, b.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: max(a.rows * a.cols, b.rows * b.cols, a.rows * b.cols) / ranks < 1500000000. at most 1.5e9 entries of a
   * matrix on a rank; use more ranks.
   *
   * Accuracy: Each entry to a small multiple of a.cols * eps * |row of a| * |column of b|, eps of the inputs' dtype.
   *
   * Cost: 2 * a.rows * a.cols * b.cols flops; passes over the data: 1.
   * @param a The left factor; every entry finite. float64 or float32.
   * @param b The right factor, of a's dtype: as many rows as a has columns. Rows with positions are put in their
   *   order. float64 or float32.
   */
  matmul(a: RoutineInput, b: RoutineInput, options: MatmulOptions = {}): Promise<MatmulResult> {
    return runRoutine(this.session, "scalapack.matmul", { a, b }, {}, options);
  }

  /**
   * a with rows and columns exchanged, exactly.
   *
   * Wanted: max(a.rows, a.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: a.rows * a.cols / ranks < 1500000000. at most 1.5e9 entries on a rank; use more ranks.
   *
   * Accuracy: Exact.
   *
   * Cost: 0 flops; passes over the data: 1.
   * @param a The matrix; every entry finite. Rows with positions are put in their order first. float64 or float32.
   */
  transpose(a: RoutineInput, options: TransposeOptions = {}): Promise<TransposeResult> {
    return runRoutine(this.session, "scalapack.transpose", { a }, {}, options);
  }

  /**
   * a = q r: q has orthonormal columns, r is upper triangular with a non-negative diagonal. For tall matrices of few
   * columns rowwise.thinQr is faster.
   *
   * Wanted: max(a.rows, a.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: a.rows * a.cols / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank; use more ranks.
   *
   * Accuracy: q'q - i and (a - q r) / |a| a small multiple of eps of the dtype, whatever a's condition.
   *
   * Cost: 4 * min(a.rows, a.cols) * a.rows * a.cols flops; passes over the data: 1.
   * @param a The matrix; every entry finite. Rows with positions are put in their order. Any shape; no rows missing.
   *   float64 or float32.
   */
  qr(a: RoutineInput, options: QrOptions = {}): Promise<QrResult> {
    return runRoutine(this.session, "scalapack.qr", { a }, {}, options);
  }

  /**
   * The rows of a in another order = l u: Gaussian elimination with partial pivoting. A singular a is no error; info
   * tells.
   *
   * Wanted: max(a.rows, a.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: a.rows * a.cols / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank; use more ranks.
   *
   * Accuracy: |p a - l u| / |a| a small multiple of eps of the dtype times the growth of elements, which is small
   * but for constructed matrices.
   *
   * Cost: min(a.rows, a.cols) * a.rows * a.cols - min(a.rows, a.cols) * min(a.rows, a.cols) * max(a.rows, a.cols) /
   * 3 flops; passes over the data: 1.
   * @param a The matrix; every entry finite. Rows with positions are put in their order. Any shape. float64 or
   *   float32.
   */
  lu(a: RoutineInput, options: LuOptions = {}): Promise<LuResult> {
    return runRoutine(this.session, "scalapack.lu", { a }, {}, options);
  }

  /**
   * x with a x = b, for a square a, by Gaussian elimination with partial pivoting. The backward error is measured on
   * a and b as they were.
   *
   * Wanted: a.rows == a.cols. a must be square; leastSquares takes other shapes.
   *
   * Wanted: a.rows == b.rows. b needs as many rows as a.
   *
   * Wanted: max(a.rows, b.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: max(a.rows * a.cols, b.rows * b.cols) / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank;
   * use more ranks.
   *
   * Accuracy: backwardError, |b - a x| / (|a| |x| + |b|) in the 1-norm, as measured: a few eps of the dtype. rcond
   * estimates how much more the error of x can be; below eps there is a warning.
   *
   * Cost: 2 / 3 * a.rows * a.rows * a.rows + 4 * a.rows * a.rows * b.cols flops; passes over the data: 2.
   * @param a The square matrix; every entry finite. Rows with positions are put in their order. float64 or float32.
   * @param b Right-hand sides, a column each, of the dtype of a; rows in the same order as those of a. float64 or
   *   float32.
   */
  solve(a: RoutineInput, b: RoutineInput, options: SolveOptions = {}): Promise<SolveResult> {
    return runRoutine(this.session, "scalapack.solve", { a, b }, {}, options);
  }

  /**
   * a = l times the transpose of l, for a symmetric positive definite a; l is lower triangular.
   *
   * Wanted: a.rows == a.cols. a must be square; leastSquares takes other shapes.
   *
   * Wanted: max(a.rows) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: a.rows * a.cols / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank; use more ranks.
   *
   * Accuracy: |a - l l'| / |a| a small multiple of eps of the dtype.
   *
   * Cost: a.rows * a.rows * a.rows / 3 flops; passes over the data: 2.
   * @param a Symmetric to rounding, positive definite; every entry finite. The lower triangle counts. float64 or
   *   float32.
   */
  cholesky(a: RoutineInput, options: CholeskyOptions = {}): Promise<CholeskyResult> {
    return runRoutine(this.session, "scalapack.cholesky", { a }, {}, options);
  }

  /**
   * x with a x = b, for a symmetric positive definite a: half the work of solve. The backward error is measured on a
   * and b as they were.
   *
   * Wanted: a.rows == a.cols. a must be square; leastSquares takes other shapes.
   *
   * Wanted: a.rows == b.rows. b needs as many rows as a.
   *
   * Wanted: max(a.rows, b.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: max(a.rows * a.cols, b.rows * b.cols) / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank;
   * use more ranks.
   *
   * Accuracy: backwardError, |b - a x| / (|a| |x| + |b|) in the 1-norm, as measured: a few eps of the dtype. rcond
   * estimates how much more the error of x can be; below eps there is a warning.
   *
   * Cost: a.rows * a.rows * a.rows / 3 + 4 * a.rows * a.rows * b.cols flops; passes over the data: 3.
   * @param a Symmetric to rounding, positive definite; every entry finite. The lower triangle counts. float64 or
   *   float32.
   * @param b Right-hand sides, a column each, of the dtype of a; rows in the same order as those of a. float64 or
   *   float32.
   */
  choleskySolve(a: RoutineInput, b: RoutineInput, options: CholeskySolveOptions = {}): Promise<CholeskySolveResult> {
    return runRoutine(this.session, "scalapack.choleskySolve", { a, b }, {}, options);
  }

  /**
   * For each column b of the right-hand sides the x of smallest |a x - b|, by QR; where a has more columns than
   * rows, the smallest x with a x = b. a must have full rank: rowwise.leastSquares takes any.
   *
   * Wanted: a.rows == b.rows. b needs as many rows as a.
   *
   * Wanted: max(a.rows, a.cols, b.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: max(a.rows * a.cols, max(a.rows, a.cols) * b.cols) / ranks < 1500000000. at most 1.5e9 entries of a
   * matrix on a rank; use more ranks.
   *
   * Accuracy: Backward stable: x solves a problem within a small multiple of eps of the dtype of this one.
   * residualNorms has |a x - b| of each column.
   *
   * Cost: 2 * min(a.rows, a.cols) * a.rows * a.cols + 4 * a.rows * a.cols * b.cols flops; passes over the data: 1.
   * @param a The matrix; every entry finite. Rows with positions are put in their order. Any shape, full rank.
   *   float64 or float32.
   * @param b Right-hand sides, a column each, of the dtype of a; rows in the same order as those of a. float64 or
   *   float32.
   */
  leastSquares(a: RoutineInput, b: RoutineInput, options: LeastSquaresOptions = {}): Promise<LeastSquaresResult> {
    return runRoutine(this.session, "scalapack.leastSquares", { a, b }, {}, options);
  }

  /**
   * a = u diag(s) v transposed: all singular values and vectors. For the largest few, truncatedSvd of rowwise is far
   * quicker.
   *
   * Wanted: max(a.rows, a.cols) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: a.rows * a.cols / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank; use more ranks.
   *
   * Accuracy: Singular values to a small multiple of eps * s1, u and v orthonormal and a - u s v' relative to s1
   * likewise, eps of the dtype.
   *
   * Cost: 20 * min(a.rows, a.cols) * a.rows * a.cols flops; passes over the data: 1.
   * @param a The matrix; every entry finite. Rows with positions are put in their order. Any shape; no rows missing.
   *   float64 or float32.
   */
  svd(a: RoutineInput, options: SvdOptions = {}): Promise<SvdResult> {
    return runRoutine(this.session, "scalapack.svd", { a }, {}, options);
  }

  /**
   * All eigenvalues and eigenvectors of a symmetric a: a vectors = vectors diag(values).
   *
   * Wanted: a.rows == a.cols. a must be square.
   *
   * Wanted: max(a.rows) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: a.rows * a.cols / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank; use more ranks.
   *
   * Accuracy: Eigenvalues to a small multiple of eps * |a|, vectors orthonormal and a v - v w relative to |a|
   * likewise, eps of the dtype.
   *
   * Cost: 9 * a.rows * a.rows * a.rows flops; passes over the data: 2.
   * @param a Symmetric to rounding; every entry finite, no rows missing. The lower triangle counts. float64 or
   *   float32.
   */
  eigh(a: RoutineInput, options: EighOptions = {}): Promise<EighResult> {
    return runRoutine(this.session, "scalapack.eigh", { a }, {}, options);
  }

  /**
   * How ill-conditioned a square a is: its condition number in the 1-norm, estimated from its LU factors. A
   * condition of 1e10 costs ten digits.
   *
   * Wanted: a.rows == a.cols. a must be square.
   *
   * Wanted: max(a.rows) < 2147483648. fewer than 2^31 rows and columns.
   *
   * Wanted: a.rows * a.cols / ranks < 1500000000. at most 1.5e9 entries of a matrix on a rank; use more ranks.
   *
   * Accuracy: The estimate is never above the condition but for rounding, and nearly always within a factor of 3 of
   * it.
   *
   * Cost: 2 / 3 * a.rows * a.rows * a.rows flops; passes over the data: 1.
   * @param a The square matrix; every entry finite. float64 or float32.
   */
  conditionEstimate(a: RoutineInput, options: ConditionEstimateOptions = {}): Promise<ConditionEstimateResult> {
    return runRoutine(this.session, "scalapack.conditionEstimate", { a }, {}, options);
  }
}
