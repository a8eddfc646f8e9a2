// Written by `npm run generate:routines` from the manifests of the libraries; do not edit.
// Long because it has a method for each routine.
import type { Session } from "../session.js";
import { RowwiseLibrary } from "./rowwise.js";

/** Options and results by library, such as `rowwise.PcaOptions`. */
export type * as rowwise from "./rowwise.js";

/** The routines of the libraries, each with its types; and each without its library's name. */
export abstract class Routines {
  readonly rowwise: RowwiseLibrary;

  constructor(protected readonly session: Session) {
    this.rowwise = new RowwiseLibrary(session);
  }

  /**
   * The k largest singular values of a and their vectors: a v = s u. Certified by a last pass over a. Short for
   * `rowwise.truncatedSVD`.
   */
  truncatedSVD(...args: Parameters<RowwiseLibrary["truncatedSVD"]>): ReturnType<RowwiseLibrary["truncatedSVD"]> {
    return this.rowwise.truncatedSVD(...args);
  }
}
