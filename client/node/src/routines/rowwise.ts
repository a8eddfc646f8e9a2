// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.
// Long because it has a method for each routine.

import { type RoutineInput, type RoutineOptions, type RoutineOutcome, runRoutine } from "../jobs/routine.js";
import type { MatrixHandle } from "../matrix-handle.js";
import type { Session } from "../session.js";
import { type SvdOptions, type SvdResult, truncatedSVD } from "../svd.js";

/** Optional parameters of `rowwise.truncatedSVD`. */
export interface TruncatedSvdParams {
  /**
   * A triplet has converged when both residuals, |a v - s u| and |a' u - s v|, are at most max(tol * s, 100 * eps *
   * s1), with eps of a's dtype and s1 the largest singular value. Default 1e-9 for float64, 1e-5 for float32. At
   * least 0.
   */
  tol?: number;
  /**
   * krylov: block Krylov, any shape. gram: eigenvectors of a'a (or a a'), up to 4096 rows or columns on the short
   * side. qr: singular vectors of a's R factor, same limit, for small singular values. auto chooses by shape.
   * Default "auto".
   */
  method?: "auto" | "krylov" | "gram" | "qr";
  /** Of the random start. Same seed, ranks and machine type: same bits. Default 1. */
  seed?: number;
  /** Passes over a before the result is returned as it is. Default 200. At least 2. */
  maxPasses?: number;
  /**
   * Columns that a Krylov pass adds; 0 chooses by k, and may look for the subspace in low precision first. Default
   * 0. At least 0. At most 32.
   */
  blockSize?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
}

/** Optional parameters of `rowwise.pca`. */
export interface PcaParams {
  /**
   * A triplet has converged when both residuals, |c v - s u| and |c' u - s v| of the centred matrix c, are at most
   * max(tol * s, 100 * eps * s1), with eps of a's dtype and s1 the largest singular value. Default 1e-9 for float64,
   * 1e-5 for float32. At least 0.
   */
  tol?: number;
  /**
   * krylov: block Krylov, any shape. gram: eigenvectors of c'c (or c c') of the centred matrix c, up to 4096 rows or
   * columns on the short side. qr: singular vectors of c's R factor, same limit, for small singular values. auto
   * chooses by shape. Default "auto".
   */
  method?: "auto" | "krylov" | "gram" | "qr";
  /** Of the random start. Same seed, ranks and machine type: same bits. Default 1. */
  seed?: number;
  /** Passes over a before the result is returned as it is. Default 200. At least 2. */
  maxPasses?: number;
  /** Columns that a Krylov pass adds; 0 chooses by k. Default 0. At least 0. At most 32. */
  blockSize?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
}

export type PcaOptions = PcaParams & RoutineOptions<"components" | "scores" | "mean" | "explainedVariance">;

export interface PcaResult extends RoutineOutcome {
  /** A component a column, orthonormal; the largest entry of each is positive. a.cols x k, dtype of a. */
  components: MatrixHandle;
  /** Coordinates of the centred rows: (a - mean) components. a.rows x k, dtype of a, with a's row indices. */
  scores: MatrixHandle;
  /** Mean of each column. a.cols x 1, float64. */
  mean: MatrixHandle;
  /** Variance of the scores, over a.rows - 1, descending. k x 1, float64. */
  explainedVariance: MatrixHandle;
}

/** Optional parameters of `rowwise.columnStats`. */
export interface ColumnStatsParams {
  /**
   * variance is the sum of squared deviations over a.rows - ddof: 0 for the variance of these rows, 1 to estimate
   * that of what they were drawn from. Default 0. At least 0. At most a.rows - 1.
   */
  ddof?: number;
}

export type ColumnStatsOptions = ColumnStatsParams &
  RoutineOptions<"mean" | "variance" | "std" | "min" | "max" | "norm" | "zeros">;

export interface ColumnStatsResult extends RoutineOutcome {
  /** Mean of each column. a.cols x 1, float64. */
  mean: MatrixHandle;
  /** Variance of each column; exactly 0 where the column is constant. a.cols x 1, float64. */
  variance: MatrixHandle;
  /** Root of the variance. a.cols x 1, float64. */
  std: MatrixHandle;
  /** Smallest entry of each column. a.cols x 1, float64. */
  min: MatrixHandle;
  /** Largest entry of each column. a.cols x 1, float64. */
  max: MatrixHandle;
  /** Euclidean norm of each column. a.cols x 1, float64. */
  norm: MatrixHandle;
  /** How many entries of each column are 0. a.cols x 1, float64. */
  zeros: MatrixHandle;
}

export type GramOptions = RoutineOptions<"gram">;

export interface GramResult extends RoutineOutcome {
  /** a'a, symmetric to the last bit. Summed in float64. a.cols x a.cols, dtype of a. */
  gram: MatrixHandle;
}

/** Optional parameters of `rowwise.covariance`. */
export interface CovarianceParams {
  /** Products are divided by a.rows - ddof. Default 1. At least 0. */
  ddof?: number;
}

export type CovarianceOptions = CovarianceParams & RoutineOptions<"covariance" | "mean">;

export interface CovarianceResult extends RoutineOutcome {
  /** Symmetric to the last bit. Summed in float64. a.cols x a.cols, dtype of a. */
  covariance: MatrixHandle;
  /** Mean of each column. a.cols x 1, float64. */
  mean: MatrixHandle;
}

/** Optional parameters of `rowwise.thinQR`. */
export interface ThinQrParams {
  /**
   * tsqr: Householder's method, whatever the condition. auto: CholeskyQR2, which is faster, where it is as
   * orthogonal (condition up to about 1e7), otherwise tsqr. Default "auto".
   */
  method?: "auto" | "tsqr";
}

export type ThinQrOptions = ThinQrParams & RoutineOptions<"q" | "r">;

export interface ThinQrResult extends RoutineOutcome {
  /** Orthonormal columns that span those of a. a.rows x a.cols, dtype of a, with a's row indices. */
  q: MatrixHandle;
  /** Upper triangular, diagonal not negative. a.cols x a.cols, dtype of a. */
  r: MatrixHandle;
}

export type MatmulOptions = RoutineOptions<"product">;

export interface MatmulResult extends RoutineOutcome {
  /** a b, summed in float64. a.rows x b.cols, dtype of a, with a's row indices. */
  product: MatrixHandle;
}

export type MultiplyTransposedOptions = RoutineOptions<"product">;

export interface MultiplyTransposedResult extends RoutineOutcome {
  /** Products of each column of a with each column of b, summed in float64. a.cols x b.cols, dtype of a. */
  product: MatrixHandle;
}

export type ProjectOptions = RoutineOptions<"scores">;

export interface ProjectResult extends RoutineOutcome {
  /** Coordinates of the rows of a, summed in float64. a.rows x components.cols, dtype of a, with a's row indices. */
  scores: MatrixHandle;
}

/** Optional parameters of `rowwise.standardize`. */
export interface StandardizeParams {
  /**
   * The variance is the sum of squared deviations over a.rows - ddof; with 0 the columns of the result have variance
   * 1. Default 0. At least 0. At most a.rows - 1.
   */
  ddof?: number;
}

export type StandardizeOptions = StandardizeParams & RoutineOptions<"standardized" | "mean" | "scale">;

export interface StandardizeResult extends RoutineOutcome {
  /** (a - mean) / scale. a.rows x a.cols, dtype of a, with a's row indices. */
  standardized: MatrixHandle;
  /** Mean of each column. a.cols x 1, float64. */
  mean: MatrixHandle;
  /** Standard deviation of each column; 1 where the column is constant. a.cols x 1, float64. */
  scale: MatrixHandle;
}

/** Optional parameters of `rowwise.kmeans`. */
export interface KmeansParams {
  /** Iterations before the result is returned as it is, with a warning. Default 100. At least 1. */
  maxIterations?: number;
  /**
   * Converged when the sum of the squared moves of the centers in an iteration is at most tol times the mean of the
   * variances of the columns (as in scikit-learn); 0: when no row changes its cluster. Default 1e-4. At least 0.
   */
  tol?: number;
  /**
   * Where the centers start. parallel: k-means||, rows drawn in rounds by their squared distance from those drawn
   * before, then reduced to k. random: k rows, quicker and often worse. Default "parallel".
   */
  init?: "parallel" | "random";
  /** Rounds of k-means||, each of which draws about 2 k rows. Default 2. At least 1. At most 20. */
  initialSteps?: number;
  /** Of the start. Same seed, ranks and machine type: same bits. Default 1. */
  seed?: number;
}

export type KmeansOptions = KmeansParams & RoutineOptions<"centers" | "labels">;

export interface KmeansResult extends RoutineOutcome {
  /** The centers, a row each. k x a.cols, dtype of a. */
  centers: MatrixHandle;
  /**
   * For each row of a the number, from 0, of the nearest center; of equally near ones the first. a.rows x 1,
   * float64, with a's row indices.
   */
  labels: MatrixHandle;
}

export type KmeansAssignOptions = RoutineOptions<"labels" | "distances">;

export interface KmeansAssignResult extends RoutineOutcome {
  /**
   * For each row of a the number, from 0, of the nearest center; of equally near ones the first. a.rows x 1,
   * float64, with a's row indices.
   */
  labels: MatrixHandle;
  /** The Euclidean distance of each row of a to its center. a.rows x 1, float64, with a's row indices. */
  distances: MatrixHandle;
}

/** Optional parameters of `rowwise.leastSquares`. */
export interface LeastSquaresParams {
  /**
   * tsqr: QR of a, whatever its condition, up to 4096 columns. lsqr: an iteration without factors, one pass over a
   * each; needs more of them the worse the condition. auto: tsqr up to 2048 columns. Default "auto".
   */
  method?: "auto" | "tsqr" | "lsqr";
  /** Whether the model has a constant term: a x + intercept. The columns are centred as they are read. Default false. */
  intercept?: boolean;
  /**
   * tsqr: singular values of a up to rcond times the largest count as zero. 0: eps of a's dtype times max(a.rows,
   * a.cols). Default 0. At least 0.
   */
  rcond?: number;
  /**
   * lsqr: stops when |a x - b| <= tol * (|b| + |a| |x|) or |a'(a x - b)| <= tol * |a| |a x - b|, or rounding allows
   * no less; |a| is Frobenius's norm. Default 1e-10 for float64, 1e-6 for float32. At least 0.
   */
  tol?: number;
  /** lsqr: passes before x is returned as it is. Default 1000. At least 1. */
  maxIterations?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
}

export type LeastSquaresOptions = LeastSquaresParams & RoutineOptions<"x" | "intercept">;

export interface LeastSquaresResult extends RoutineOutcome {
  /** The coefficients, a column for each of b. a.cols x b.cols, dtype of a. */
  x: MatrixHandle;
  /** The constant terms; zeros where none are asked for. 1 x b.cols, float64. */
  intercept: MatrixHandle;
}

/** Optional parameters of `rowwise.ridge`. */
export interface RidgeParams {
  /**
   * Whether the model has a constant term, which is not penalised. The columns are centred as they are read. Default
   * true.
   */
  intercept?: boolean;
  /**
   * cg: conjugate gradients, one pass over a an iteration. cholesky: those, started and preconditioned by the factor
   * of a'a + lambda I; up to 4096 columns or features. auto: cholesky up to 2048. Default "auto".
   */
  method?: "auto" | "cholesky" | "cg";
  /**
   * Stops when |a'(b - a x) - lambda x| <= tol * |a'b|, or rounding allows no less. Default 1e-10 for float64, 1e-6
   * for float32. At least 0.
   */
  tol?: number;
  /** Passes before x is returned as it is. Default 1000. At least 1. */
  maxIterations?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
  /**
   * Random Fourier features, sqrt(2 / features) cos(x w + c), that take the place of a's columns; 0: none. They are
   * made where the rows are, a block at a time. Default 0. At least 0. At most 100000.
   */
  features?: number;
  /**
   * features: of the kernel exp(-gamma |x - y|^2) that they approximate. 1 / (columns * variance of the entries) is
   * a good start. Default 1. At least 0.
   */
  gamma?: number;
  /** features: of the random w and c. linearPredict needs the same features, gamma and seed. Default 1. */
  seed?: number;
}

export type RidgeOptions = RidgeParams & RoutineOptions<"x" | "intercept">;

export interface RidgeResult extends RoutineOutcome {
  /** The coefficients, a column for each of b. max(features, (features == 0) * a.cols) x b.cols, dtype of a. */
  x: MatrixHandle;
  /** The constant terms; zeros where none are asked for. 1 x b.cols, float64. */
  intercept: MatrixHandle;
}

/** Optional parameters of `rowwise.linearPredict`. */
export interface LinearPredictParams {
  /**
   * value: a x + intercept. probability: 1 / (1 + exp(-value)) for one column; for several exp(value) over the sum
   * of the row. Default "value".
   */
  output?: "value" | "probability";
  /**
   * As ridge was given: the number of random features that the model is of; 0: it is of a's columns. Default 0. At
   * least 0. At most 100000.
   */
  features?: number;
  /** features: as ridge was given. Default 1. At least 0. */
  gamma?: number;
  /** features: as ridge was given. Default 1. */
  seed?: number;
}

export type LinearPredictOptions = LinearPredictParams & RoutineOptions<"prediction">;

export interface LinearPredictResult extends RoutineOutcome {
  /** A column for each of x. a.rows x x.cols, dtype of a, with a's row indices. */
  prediction: MatrixHandle;
}

/** Optional parameters of `rowwise.linearClassify`. */
export interface LinearClassifyParams {
  /**
   * As ridge was given: the number of random features that the model is of; 0: it is of a's columns. Default 0. At
   * least 0. At most 100000.
   */
  features?: number;
  /** features: as ridge was given. Default 1. At least 0. */
  gamma?: number;
  /** features: as ridge was given. Default 1. */
  seed?: number;
}

export type LinearClassifyOptions = LinearClassifyParams & RoutineOptions<"classes">;

export interface LinearClassifyResult extends RoutineOutcome {
  /**
   * Which column of a x + intercept is the largest, the first on ties; where x has one column, 1 if the value is
   * above 0, else 0. a.rows x 1, dtype of a, with a's row indices.
   */
  classes: MatrixHandle;
}

/** Optional parameters of `rowwise.logisticRegression`. */
export interface LogisticRegressionParams {
  /**
   * Strength of the L2 penalty, which leaves the intercept out. It is Spark ML's regParam (with standardization
   * off), and 1 / (C * rows) for scikit-learn's C. With 0, separable classes have no finite answer: coefficients
   * grow until tol is met. Default 1e-4. At least 0.
   */
  lambda?: number;
  /** Whether the margins have a constant term. Default true. */
  intercept?: boolean;
  /**
   * lbfgs: all rows in each step; preconditioned with the columns' correlations. sgd: stochastic gradient descent
   * with momentum 0.9, for a rough answer in a few passes over very many rows. Default "lbfgs".
   */
  method?: "lbfgs" | "sgd";
  /**
   * Converged when no entry of the gradient is larger than tol, each divided by the root mean square of its column
   * of a (1 for the intercept); for standardized columns this is scikit-learn's tol. Default 1e-4. At least 0.
   */
  tol?: number;
  /** lbfgs: iterations before the result is returned as it is. Default 500. At least 0. */
  maxIterations?: number;
  /** sgd: rows in each step, over all ranks. Default 256. At least 1. At most 65536. */
  batchRows?: number;
  /** sgd: how often each row is visited. Default 10. At least 1. */
  epochs?: number;
  /**
   * sgd: the first step, in units of 1 / (mean curvature of a row's loss); it falls linearly to 0 in the last. Above
   * about 2 it may diverge. Default 0.5. At least 0.
   */
  learningRate?: number;
  /** sgd: of the order of rows. Same seed, ranks and machine type: same bits. Default 1. */
  seed?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
}

export type LogisticRegressionOptions = LogisticRegressionParams & RoutineOptions<"x" | "intercept">;

export interface LogisticRegressionResult extends RoutineOutcome {
  /**
   * Coefficients; one column for two classes, else one for each class. a.cols x (classes > 2) * classes + (classes
   * == 2), dtype of a.
   */
  x: MatrixHandle;
  /**
   * The constant term of each column's margins; 0 without one. 1 x (classes > 2) * classes + (classes == 2), dtype
   * of a.
   */
  intercept: MatrixHandle;
}

/** Optional parameters of `rowwise.NMF`. */
export interface NmfParams {
  /**
   * Converged when an iteration lowers the error |a - w h| by no more than tol times itself, or the error is below
   * 3e-8 |a|. Default 1e-4. At least 0.
   */
  tol?: number;
  /** Iterations before the result is returned as it is; each reads a once. Default 300. At least 1. */
  maxIterations?: number;
  /** Of the random start: other seeds end in other minima. Same seed, ranks and machine type: same bits. Default 1. */
  seed?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
}

export type NmfOptions = NmfParams & RoutineOptions<"w" | "h">;

export interface NmfResult extends RoutineOutcome {
  /** For each row of a how much of each row of h is in it. a.rows x k, dtype of a, with a's row indices. */
  w: MatrixHandle;
  /** The k rows that those of a are made of. k x a.cols, dtype of a. */
  h: MatrixHandle;
}

/** Routines that read the row parts of a matrix in place. As `athanor.rowwise`. */
export class RowwiseLibrary {
  /** @internal */
  constructor(private readonly session: Session) {}

  /**
   * The k largest singular values of a and their vectors: a v = s u. Certified by a last pass over a.
   *
   * Accuracy: Singular values to 100 * eps * s1, u and v orthonormal to a small multiple of eps (of a's dtype),
   * residuals as the certificate says.
   *
   * Cost: 4 * a.rows * a.cols * 8 * passes flops; passes over the data: about 8 + k / 4 for krylov, 4 to 6 on
   * processors with AMX where the spectrum falls off after the wanted values; 2 for gram, 3 for float32; 3 for qr.
   * @param a The matrix; every entry finite. Tall, wide or square. float64 or float32.
   * @param k How many singular triplets. At least 1. At most min(a.rows, a.cols).
   */
  truncatedSVD(a: RoutineInput, k: number, options: SvdOptions = {}): Promise<SvdResult> {
    return truncatedSVD(this.session, a, k, options);
  }

  /**
   * The k principal components of a: directions of largest variance of its rows, the rows' coordinates along them,
   * and the means. Centred without a centred copy; certified by a last pass over a.
   *
   * Accuracy: Square roots of explained variances to 100 * eps of the largest, components orthonormal to a small
   * multiple of eps (of a's dtype), residuals as the certificate says.
   *
   * Cost: 4 * a.rows * a.cols * 8 * passes flops; passes over the data: 2 for gram where the processor has matrix
   * tiles (AMX), else 3, and one more for float32; 4 for qr; about 9 + k / 4 for krylov.
   * @param a The matrix: a row is an observation, a column a variable; every entry finite. At least 2 x 1. float64
   *   or float32.
   * @param k How many components. At least 1. At most min(a.rows, a.cols).
   */
  pca(a: RoutineInput, k: number, options: PcaOptions = {}): Promise<PcaResult> {
    return runRoutine(this.session, "rowwise.pca", { a }, { k }, options);
  }

  /**
   * Mean, variance, standard deviation, smallest and largest entry, Euclidean norm and number of zeros of every
   * column.
   *
   * Accuracy: Relative error of mean about eps of the largest entry, of variance and norm a small multiple of eps,
   * whatever the mean.
   *
   * Cost: 8 * a.rows * a.cols flops; passes over the data: 1; 2 where entries are beyond 2^400 or below 2^-400.
   * @param a The matrix; every entry finite. float64 or float32.
   */
  columnStats(a: RoutineInput, options: ColumnStatsOptions = {}): Promise<ColumnStatsResult> {
    return runRoutine(this.session, "rowwise.columnStats", { a }, {}, options);
  }

  /**
   * a'a: the products of all pairs of columns.
   *
   * Accuracy: Each entry to a small multiple of a.rows * eps(float64) * (norm of column i) * (norm of column j),
   * then rounded to a's dtype.
   *
   * Cost: a.rows * a.cols * a.cols flops; passes over the data: 1.
   * @param a The matrix; every entry finite. float64 or float32.
   */
  gram(a: RoutineInput, options: GramOptions = {}): Promise<GramResult> {
    return runRoutine(this.session, "rowwise.gram", { a }, {}, options);
  }

  /**
   * Covariance of the columns: a pass for the means, then products of centred columns. Nothing as large as a is
   * made.
   *
   * Wanted: a.rows > ddof. a.rows - ddof divides the products, so a needs more rows than ddof; give ddof 0 for a
   * single row.
   *
   * Accuracy: Each entry to a small multiple of a.rows * eps(float64) * std of column i * std of column j, whatever
   * the means, then rounded to a's dtype.
   *
   * Cost: a.rows * a.cols * (a.cols + 8) flops; passes over the data: 2.
   * @param a The matrix: a row is an observation, a column a variable; every entry finite. float64 or float32.
   */
  covariance(a: RoutineInput, options: CovarianceOptions = {}): Promise<CovarianceResult> {
    return runRoutine(this.session, "rowwise.covariance", { a }, {}, options);
  }

  /**
   * a = q r: q has orthonormal columns, r is upper triangular with a non-negative diagonal.
   *
   * Wanted: a.rows >= a.cols. a thin QR needs at least as many rows as columns.
   *
   * Accuracy: q'q - i and (a - q r) / |a| a small multiple of eps of a's dtype, whatever a's condition.
   *
   * Cost: 4 * a.rows * a.cols * a.cols flops; passes over the data: 3; 4 where auto falls back to tsqr.
   * @param a The matrix, at least as tall as it is wide; every entry finite. float64 or float32.
   */
  thinQR(a: RoutineInput, options: ThinQrOptions = {}): Promise<ThinQrResult> {
    return runRoutine(this.session, "rowwise.thinQr", { a }, {}, options);
  }

  /**
   * a b, for a b that every rank can hold whole.
   *
   * Wanted: b.rows <= a.cols. b needs as many rows as a has columns.
   *
   * Accuracy: Each entry to a small multiple of a.cols * eps(float64) * |row of a| * |column of b|, then rounded to
   * the dtype of a.
   *
   * Cost: 2 * a.rows * a.cols * b.cols flops; passes over the data: 1.
   * @param a The left factor, in place; every entry finite. float64 or float32.
   * @param b The right factor: as many rows as a has columns; copied to every rank. Rows with positions are put in
   *   their places, missing ones are zero; labels mean nothing here. float64 or float32.
   */
  matmul(a: RoutineInput, b: RoutineInput, options: MatmulOptions = {}): Promise<MatmulResult> {
    return runRoutine(this.session, "rowwise.matmul", { a, b }, {}, options);
  }

  /**
   * The transpose of a times b, for two matrices with the same rows.
   *
   * Wanted: a.rows == b.rows. a and b need the same rows.
   *
   * Accuracy: Each entry to a small multiple of a.rows * eps(float64) * |column of a| * |column of b|, then rounded
   * to the dtype of a.
   *
   * Cost: 2 * a.rows * a.cols * b.cols flops; passes over the data: 1.
   * @param a The matrix that is transposed; every entry finite. float64 or float32.
   * @param b As many rows as a, stored in the same order: row indices, where there are any, must agree row by row.
   *   float64 or float32.
   */
  multiplyTransposed(
    a: RoutineInput,
    b: RoutineInput,
    options: MultiplyTransposedOptions = {},
  ): Promise<MultiplyTransposedResult> {
    return runRoutine(this.session, "rowwise.multiplyTransposed", { a, b }, {}, options);
  }

  /**
   * (a - mean) components: the coordinates of rows along components that pca found, on the same or other rows.
   *
   * Wanted: components.rows <= a.cols. components needs a row for each column of a.
   *
   * Wanted: mean.rows <= a.cols && mean.cols == 1. mean needs one column, and a row for each column of a.
   *
   * Accuracy: Each entry to a small multiple of a.cols * eps(float64) * |row of a - mean| * |component|, then
   * rounded to the dtype of a.
   *
   * Cost: 2 * a.rows * a.cols * components.cols flops; passes over the data: 1.
   * @param a The rows to project, in place; every entry finite. float64 or float32.
   * @param components A component a column, a row for each column of a. float64 or float32.
   * @param mean What is subtracted from every row: one value for each column of a, as a column. float64 or float32.
   */
  project(
    a: RoutineInput,
    components: RoutineInput,
    mean: RoutineInput,
    options: ProjectOptions = {},
  ): Promise<ProjectResult> {
    return runRoutine(this.session, "rowwise.project", { a, components, mean }, {}, options);
  }

  /**
   * Every column less its mean and divided by its standard deviation; constant columns become zero.
   *
   * Accuracy: Each entry to a small multiple of eps(float64) * (largest entry of the column) / scale, then rounded
   * to the dtype of a.
   *
   * Cost: 10 * a.rows * a.cols flops; passes over the data: 2.
   * @param a The matrix; every entry finite. float64 or float32.
   */
  standardize(a: RoutineInput, options: StandardizeOptions = {}): Promise<StandardizeResult> {
    return runRoutine(this.session, "rowwise.standardize", { a }, {}, options);
  }

  /**
   * k-means clustering: k centers, each the mean of the rows that are nearest to it, by Lloyd's method from a
   * k-means|| start.
   *
   * Accuracy: Centers are means to a small multiple of eps(float64), then rounded to the dtype of a; a label is the
   * nearest center's but where distances agree to a.cols * eps(float64); inertia is summed from differences.
   *
   * Cost: 2 * a.rows * a.cols * k * (4 * initialSteps + iterations), less the rows that bounds spare flops; passes
   * over the data: 4 + initialSteps + iterations.
   * @param a The rows to cluster; every entry finite. Columns count by their scale: see standardize. float64 or
   *   float32.
   * @param k How many clusters. At least 1. At most min(a.rows, 1000000).
   */
  kmeans(a: RoutineInput, k: number, options: KmeansOptions = {}): Promise<KmeansResult> {
    return runRoutine(this.session, "rowwise.kmeans", { a }, { k }, options);
  }

  /**
   * For each row the nearest of the centers that kmeans found, on the same or other rows, and its distance.
   *
   * Wanted: centers.cols == a.cols. centers needs a column for each column of a.
   *
   * Accuracy: A label is the nearest center's but where distances agree to a.cols * eps(float64); a distance is
   * summed from differences.
   *
   * Cost: 2 * a.rows * a.cols * centers.rows flops; passes over the data: 1.
   * @param a The rows to assign, in place; every entry finite. float64 or float32.
   * @param centers A center a row, with a column for each column of a. float64 or float32.
   */
  kmeansAssign(a: RoutineInput, centers: RoutineInput, options: KmeansAssignOptions = {}): Promise<KmeansAssignResult> {
    return runRoutine(this.session, "rowwise.kmeansAssign", { a, centers }, {}, options);
  }

  /**
   * The x that minimises |a x - b|, for each column of b; the one of least norm where there are many, as
   * numpy.linalg.lstsq.
   *
   * Wanted: a.rows == b.rows. a and b need the same rows.
   *
   * Accuracy: tsqr: the exact x of an a and b changed by a small multiple of eps, then rounded to the dtype of a.
   * lsqr: as tol says. residualNorms and gradientNorms, |a'(a x - b)|, are measured in a last pass.
   *
   * Cost: 2.4 * a.rows * a.cols * a.cols for tsqr; 4 * a.rows * a.cols * b.cols an iteration for lsqr flops; passes
   * over the data: 3 for tsqr; 2 and one an iteration for lsqr.
   * @param a The matrix of the equations, a row an observation; every entry finite. Tall, wide or square, of any
   *   rank. float64 or float32.
   * @param b Right-hand sides, a column each: as many rows as a, stored in the same order; row indices, where there
   *   are any, must agree row by row. float64 or float32.
   */
  leastSquares(a: RoutineInput, b: RoutineInput, options: LeastSquaresOptions = {}): Promise<LeastSquaresResult> {
    return runRoutine(this.session, "rowwise.leastSquares", { a, b }, {}, options);
  }

  /**
   * Ridge regression: the x that minimises |a x + intercept - b|^2 + lambda |x|^2, for each column of b; with
   * features, kernel ridge regression by random Fourier features of a's rows.
   *
   * Wanted: a.rows == b.rows. a and b need the same rows.
   *
   * Accuracy: The residual of the normal equations is as tol says, measured in a last pass over x as it is written;
   * a'a makes the error that of the squared condition, unlike leastSquares.
   *
   * Cost: a.rows * n * n for cholesky, 4 * a.rows * n * b.cols an iteration, with n columns or features; and 2 *
   * a.rows * a.cols * features a pass flops; passes over the data: 4 and one an iteration for cholesky; 3 and one an
   * iteration for cg.
   * @param a An observation a row; every entry finite. float64 or float32.
   * @param b Targets, a column each: as many rows as a, stored in the same order; row indices, where there are any,
   *   must agree row by row. float64 or float32.
   * @param lambda Strength of the penalty; 0 is least squares. At least 0.
   */
  ridge(a: RoutineInput, b: RoutineInput, lambda: number, options: RidgeOptions = {}): Promise<RidgeResult> {
    return runRoutine(this.session, "rowwise.ridge", { a, b }, { lambda }, options);
  }

  /**
   * a x + intercept, or the probabilities it stands for: what a model of leastSquares, ridge or logisticRegression
   * says of rows.
   *
   * Wanted: x.rows <= max(features, (features == 0) * a.cols). x needs a row for each column of a, or for each of
   * the features that the model was made of.
   *
   * Wanted: intercept.rows <= 1 && intercept.cols == x.cols. intercept needs one row, and a column for each of x.
   *
   * Accuracy: Values to a small multiple of x.rows * eps(float64) * |row of a| * |column of x|, then rounded to the
   * dtype of a.
   *
   * Cost: 2 * a.rows * x.rows * x.cols + 2 * a.rows * a.cols * features flops; passes over the data: 1.
   * @param a The rows to judge, in place; every entry finite. float64 or float32.
   * @param x Coefficients: a row for each column of a, or for each feature. float64 or float32.
   * @param intercept The constant terms: one row, as many columns as x. float64 or float32.
   */
  linearPredict(
    a: RoutineInput,
    x: RoutineInput,
    intercept: RoutineInput,
    options: LinearPredictOptions = {},
  ): Promise<LinearPredictResult> {
    return runRoutine(this.session, "rowwise.linearPredict", { a, x, intercept }, {}, options);
  }

  /**
   * The class of each row of a by a linear model: the number of the largest of a x + intercept, counted from 0.
   *
   * Wanted: x.rows <= max(features, (features == 0) * a.cols). x needs a row for each column of a, or for each of
   * the features that the model was made of.
   *
   * Wanted: intercept.rows <= 1 && intercept.cols == x.cols. intercept needs one row, and a column for each of x.
   *
   * Accuracy: As linearPredict's values: rows whose two largest agree to that may go either way.
   *
   * Cost: 2 * a.rows * x.rows * x.cols + 2 * a.rows * a.cols * features flops; passes over the data: 1.
   * @param a The rows to judge, in place; every entry finite. float64 or float32.
   * @param x Coefficients: a row for each column of a, or for each feature. float64 or float32.
   * @param intercept The constant terms: one row, as many columns as x. float64 or float32.
   */
  linearClassify(
    a: RoutineInput,
    x: RoutineInput,
    intercept: RoutineInput,
    options: LinearClassifyOptions = {},
  ): Promise<LinearClassifyResult> {
    return runRoutine(this.session, "rowwise.linearClassify", { a, x, intercept }, {}, options);
  }

  /**
   * Logistic regression with an L2 penalty, for two classes or more (softmax): minimises mean of the rows' losses +
   * lambda / 2 |x|^2. Predict with the margins a x + intercept: for two classes a positive one means class 1, for
   * more the largest wins.
   *
   * Wanted: a.rows == labels.rows. a and labels need the same rows.
   *
   * Wanted: labels.cols == 1. labels has one column.
   *
   * Accuracy: The gradient at x is measured, not estimated; the loss is above its minimum by the order of
   * gradientNorm^2 / curvature.
   *
   * Cost: 4 * a.rows * a.cols * classes * evaluations flops; passes over the data: 1 + evaluations, of which lbfgs
   * needs 20 to 200; for sgd 2 + epochs.
   * @param a Observations, one a row; every entry finite. Columns of very different scales are fine for lbfgs; but
   *   the penalty and sgd see scales: standardize first. float64 or float32.
   * @param labels One column: the class of each row of a, a whole number from 0 to classes - 1, in the same order of
   *   rows. float64 or float32.
   * @param classes How many classes. 2 fits one column of coefficients, more a column for each class. At least 2. At
   *   most 10000.
   */
  logisticRegression(
    a: RoutineInput,
    labels: RoutineInput,
    classes: number,
    options: LogisticRegressionOptions = {},
  ): Promise<LogisticRegressionResult> {
    return runRoutine(this.session, "rowwise.logisticRegression", { a, labels }, { classes }, options);
  }

  /**
   * Non-negative matrix factorisation: a is about w h, with w and h free of negative entries and |a - w h|
   * (Frobenius) small.
   *
   * Accuracy: Every entry at least 0. The relative error of the result is taken from the entries of a, in a last
   * pass; it is a local minimum's.
   *
   * Cost: 4 * a.rows * a.cols * k * iterations flops; passes over the data: 2 + iterations.
   * @param a The matrix; every entry finite and none negative. float64 or float32.
   * @param k Columns of w and rows of h. At least 1. At most min(a.rows, a.cols).
   */
  NMF(a: RoutineInput, k: number, options: NmfOptions = {}): Promise<NmfResult> {
    return runRoutine(this.session, "rowwise.nmf", { a }, { k }, options);
  }
}
