import type { SvdCertificate } from "athanor-client";
import type { Shown } from "../svd.js";
import { duration, table } from "./output.js";

/** What `athanor svd` prints for people. */
export function svdText({ svd, shape, timings, files }: Shown): string {
  const { S, certificate } = svd;
  const sections = [
    `Rank-${S.length} SVD of ${shape[0]} x ${shape[1]} ${svd.U.dtype}`,
    singularValues(S, certificate),
    certified(certificate),
    `Time\n${indent(table(Object.entries(timings).flatMap(([name, ms]) => timeRow(name, ms))))}`,
  ];
  if (files.length > 0) sections.push(`Written\n${indent(files.join("\n"))}`);
  return sections.join("\n\n");
}

function singularValues(values: Float64Array, { relativeLeft, relativeRight }: SvdCertificate): string {
  const rows = Array.from(values, (value, i) => [
    i + 1,
    value.toPrecision(10),
    exponent(Math.max(relativeLeft[i] ?? 0, relativeRight[i] ?? 0)),
  ]);
  return indent(table([["", "singular value", "residual"], ...rows]));
}

function certified(certificate: SvdCertificate): string {
  const { residual, orthogonalityU, orthogonalityV, passes, effectiveRank, method, converged } = certificate;
  const rows = [
    ["largest residual (relative)", exponent(residual)],
    ["|UᵀU - I|, largest entry", exponent(orthogonalityU)],
    ["|VᵀV - I|, largest entry", exponent(orthogonalityV)],
    ["passes over the matrix", `${passes}`],
    ["effective rank", `${effectiveRank}`],
    ["method", method],
    ["converged", converged ? "yes" : "no"],
  ];
  return `Certificate, from a last pass over the matrix\n${indent(table(rows))}`;
}

const NAMES: Record<string, string> = {
  encodeMs: "encode (beside the upload)",
  uploadMs: "upload",
  sealMs: "seal",
  queueMs: "queue",
  prepareMs: "prepare",
  computeMs: "compute",
  commitMs: "commit",
  downloadMs: "download",
};

function timeRow(name: string, ms: number | undefined): string[][] {
  const label = NAMES[name];
  return label && ms !== undefined ? [[label, duration(ms)]] : [];
}

function exponent(value: number): string {
  return value.toExponential(2);
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
