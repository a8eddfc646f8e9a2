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
  /** Columns that a Krylov pass adds; 0 chooses by k. Default 0. At least 0. At most 32. */
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
   * Cost: 4 * a.rows * a.cols * 8 * passes flops; passes over the data: about 8 + k / 4 for krylov; 3 for gram and
   * qr.
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
   * Cost: 4 * a.rows * a.cols * 8 * passes flops; passes over the data: one for the means, then 3 for gram and qr,
   * about 8 + k / 4 for krylov.
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
   * Wanted: a.cols == b.rows. b needs as many rows as a has columns.
   *
   * Accuracy: Each entry to a small multiple of a.cols * eps(float64) * |row of a| * |column of b|, then rounded to
   * the dtype of a.
   *
   * Cost: 2 * a.rows * a.cols * b.cols flops; passes over the data: 1.
   * @param a The left factor, in place; every entry finite. float64 or float32.
   * @param b The right factor: as many rows as a has columns; copied to every rank. Row indices, if any, are
   *   positions. float64 or float32.
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
   * Wanted: components.rows == a.cols. components needs a row for each column of a.
   *
   * Wanted: mean.rows == a.cols && mean.cols == 1. mean needs one column, and a row for each column of a.
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
}
