// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.
// Long because it has a method for each routine.
import type { RoutineInput } from "../jobs/routine.js";
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

/** Factorisations that read the row parts of a matrix in place. As `athanor.rowwise`. */
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
}
