import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { credentialsOf, tokenCheck } from "../../../bridge/common/auth.js";
import { signCapability, verifyReadTicket, verifyWriteGrant } from "../../../bridge/common/capability.js";
import type { WriteGrant } from "../../../bridge/common/capability-types.js";

const key = randomBytes(32);
const grant: WriteGrant = {
  kind: "write",
  user: "ada",
  matrixId: "m1",
  cols: 3,
  dtype: "float64",
  rowIndex: "none",
  tier: "memory",
  expiresAtMs: 1000,
};

describe("a signed capability", () => {
  test("is refused when any character of it is changed, or another key signed it", () => {
    const signed = signCapability(key, grant);
    for (const at of [0, 5, signed.indexOf(".") - 1, signed.indexOf(".") + 1, signed.length - 3]) {
      const changed = signed.slice(0, at) + (signed[at] === "A" ? "B" : "A") + signed.slice(at + 1);
      expect(() => verifyWriteGrant(key, changed, "ada", 0), `character ${at}`).toThrow(/ATHANOR_PERMISSION_DENIED/);
    }
    for (const text of ["", ".", "a.b", signed.slice(1), signed.split(".")[0]!]) {
      expect(() => verifyWriteGrant(key, text, "ada", 0)).toThrow(/ATHANOR_PERMISSION_DENIED/);
    }
    expect(() => verifyWriteGrant(randomBytes(32), signed, "ada", 0)).toThrow(/ATHANOR_PERMISSION_DENIED/);
  });

  test("is refused to another user, as another kind, and once it has expired", () => {
    const signed = signCapability(key, grant);
    expect(() => verifyWriteGrant(key, signed, "ben", 0)).toThrow(/ATHANOR_PERMISSION_DENIED/);
    expect(() => verifyReadTicket(key, signed, "ada", 0)).toThrow(/ATHANOR_PERMISSION_DENIED/);
    expect(() => verifyWriteGrant(key, signed, "ada", 1000)).toThrow(/ATHANOR_TICKET_EXPIRED/);
  });

  test("says what was signed", () => {
    expect(verifyWriteGrant(key, signCapability(key, grant), "ada", 999)).toEqual(grant);
  });
});

describe("the token check", () => {
  const check = tokenCheck(
    credentialsOf([
      { name: "ada", token: "secret-a" },
      { name: "ben", token: "secret-b" },
    ]),
  );

  test("refuses no token, a wrong one, an empty one and a hash in its place", () => {
    const [ada] = credentialsOf([{ name: "ada", token: "secret-a" }]);
    for (const token of [null, "", "secret", "secret-a ", ada!.tokenSha256]) {
      expect(() => check(token)).toThrow(/ATHANOR_UNAUTHENTICATED/);
    }
    expect(() => tokenCheck(credentialsOf([{ name: "nobody", token: "" }]))(null)).toThrow(/ATHANOR_UNAUTHENTICATED/);
  });

  test("names the user of a token", () => {
    expect(check("secret-a")).toBe("ada");
    expect(check("secret-b")).toBe("ben");
  });

  test("refuses a hash that is none when it is made", () => {
    expect(() => tokenCheck([{ name: "ada", tokenSha256: "abc" }])).toThrow(/ATHANOR_BAD_CONFIG/);
  });
});
