// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.
// Long because it has a method for each routine.

import { type RoutineInput, type RoutineOptions, type RoutineOutcome, runRoutine } from "../jobs/routine.js";
import type { MatrixHandle } from "../matrix-handle.js";
import type { Session } from "../session.js";

/** Optional parameters of `slepc.truncatedSVD`. */
export interface TruncatedSvdParams {
  /**
   * A triplet has converged when both residuals, |a v - s u| and |a' u - s v|, are at most max(tol * s, 100 * eps *
   * s1), with s1 the largest singular value. Default 1e-9. At least 0.
   */
  tol?: number;
  /**
   * trlanczos: Lanczos bidiagonalisation with thick restart. cross: eigenvectors of a'a by Krylov-Schur, half the
   * passes, but singular values below about 1e-6 of the largest do not converge. Default "trlanczos".
   */
  method?: "trlanczos" | "cross";
  /** Restarts before the result is returned as it is. Default 100. At least 1. At most 1000000. */
  maxIterations?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
}

export type TruncatedSvdOptions = TruncatedSvdParams & RoutineOptions<"u" | "s" | "v">;

export interface TruncatedSvdResult extends RoutineOutcome {
  /** Left singular vectors, orthonormal columns. a.rows x k, dtype of a, with a's row indices. */
  u: MatrixHandle;
  /** Singular values, descending. k x 1, float64. */
  s: MatrixHandle;
  /** Right singular vectors, orthonormal columns; the largest component of each is positive. a.cols x k, dtype of a. */
  v: MatrixHandle;
}

/** Optional parameters of `slepc.eigsh`. */
export interface EigshParams {
  /** Those farthest from zero, the largest, or the smallest (the most negative). Default "largestMagnitude". */
  which?: "largestMagnitude" | "largest" | "smallest";
  /**
   * An eigenvalue w has converged when |a x - w x| is at most max(tol * |w|, 100 * eps * |a|), with |a| the largest
   * magnitude of an eigenvalue that was seen. Default 1e-9. At least 0.
   */
  tol?: number;
  /** Restarts before the result is returned as it is. Default 100. At least 1. At most 1000000. */
  maxIterations?: number;
  /** Whether a result that has not converged is an error (ATHANOR_NOT_CONVERGED) instead of a warning. Default false. */
  strict?: boolean;
}

export type EigshOptions = EigshParams & RoutineOptions<"values" | "vectors">;

export interface EigshResult extends RoutineOutcome {
  /** Eigenvalues, the most wanted first. k x 1, float64. */
  values: MatrixHandle;
  /**
   * Eigenvectors, orthonormal columns; the largest component of each is positive. a.rows x k, dtype of a, with a's
   * row indices.
   */
  vectors: MatrixHandle;
}

/** Singular values and eigenvalues by SLEPc, from the rows in place; float64 only. As `athanor.slepc`. */
export class SlepcLibrary {
  /** @internal */
  constructor(private readonly session: Session) {}

  /**
   * The k largest singular values of a and their vectors, a v = s u, by SLEPc. Certified by a last pass over a. A
   * second opinion on rowwise.truncatedSvd, which is faster: the two share no arithmetic.
   *
   * Wanted: max(a.rows, a.cols) < 2147483648. Debian's PETSc counts rows and columns in 32 bits;
   * rowwise.truncatedSvd does not.
   *
   * Wanted: (max(a.rows, a.cols) / ranks + 1) * (max(2 * k, k + 32) + 1) < 2147483648. a rank's part of the basis
   * must have fewer than 2^31 entries; take more ranks or a smaller k.
   *
   * Accuracy: Singular values to 100 * eps * s1, u and v orthonormal to a small multiple of eps, residuals as the
   * certificate says.
   *
   * Cost: 2 * a.rows * a.cols * passes flops; passes over the data: about 4 * (k + 32) for trlanczos, half of that
   * for cross; more where singular values are close.
   * @param a The matrix, read in place; every entry finite. float64 only: PETSc computes in one precision that is
   *   fixed when it is built, and Debian builds it for float64. For float32 use rowwise.truncatedSvd, or upload as
   *   float64. float64.
   * @param k How many singular triplets. At least 1. At most min(a.rows, a.cols).
   */
  truncatedSVD(a: RoutineInput, k: number, options: TruncatedSvdOptions = {}): Promise<TruncatedSvdResult> {
    return runRoutine(this.session, "slepc.truncatedSvd", { a }, { k }, options);
  }

  /**
   * k eigenvalues at one end of the spectrum of a symmetric a, and their vectors: a x = w x, by SLEPc. Certified by
   * a last pass over a.
   *
   * Wanted: a.rows == a.cols. a symmetric matrix is square, with every row stored: rows that count as missing are to
   * be sent as zeros.
   *
   * Wanted: a.rows < 2147483648. Debian's PETSc counts rows in 32 bits.
   *
   * Wanted: (a.rows / ranks + 1) * (max(2 * k, k + 32) + 1) < 2147483648. a rank's part of the basis must have fewer
   * than 2^31 entries; take more ranks or a smaller k.
   *
   * Accuracy: Eigenvalues to max(tol * |w|, 100 * eps * |a|), vectors orthonormal to a small multiple of eps.
   *
   * Cost: 2 * a.rows * a.rows * passes flops; passes over the data: about 2 * (k + 32); more where eigenvalues are
   * close.
   * @param a A symmetric matrix, read in place; every entry finite. Rows with positions may be stored in any order;
   *   row labels are only labels. float64 only: PETSc computes in one precision that is fixed when it is built, and
   *   Debian builds it for float64. float64.
   * @param k How many eigenvalues. At least 1. At most a.rows.
   */
  eigsh(a: RoutineInput, k: number, options: EigshOptions = {}): Promise<EigshResult> {
    return runRoutine(this.session, "slepc.eigsh", { a }, { k }, options);
  }
}
