import { createHash, timingSafeEqual } from "node:crypto";
import { AthanorError } from "athanor-client/wire";

/** A user as bridge and stores keep one: never the token itself. */
export interface UserCredential {
  name: string;
  /** SHA-256 of the token's UTF-8 bytes, in hex. */
  tokenSha256: string;
}

export function sha256Hex(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The credentials to hand to a store, which must not learn the tokens. */
export function credentialsOf(users: readonly { name: string; token: string }[]): UserCredential[] {
  return users.map(({ name, token }) => ({ name, tokenSha256: sha256Hex(token) }));
}

/**
 * Makes the check of bearer tokens: token → user name. Time does not depend on the token or on which user matches:
 * hashes of equal length are compared, with every user, always.
 * @throws AthanorError ATHANOR_UNAUTHENTICATED from the returned function, for null too
 */
export function tokenCheck(users: readonly UserCredential[]): (bearerToken: string | null) => string {
  const known = users.map(({ name, tokenSha256 }) => ({ name, hash: Buffer.from(tokenSha256, "hex") }));
  for (const { name, hash } of known) {
    if (hash.length !== 32)
      throw new AthanorError("ATHANOR_BAD_CONFIG", `tokenSha256 of user ${name} is not 64 hex digits`);
  }
  return (bearerToken) => {
    const hash = createHash("sha256")
      .update(bearerToken ?? "")
      .digest();
    let found: string | null = null;
    for (const user of known) {
      if (timingSafeEqual(user.hash, hash)) found = user.name;
    }
    if (bearerToken !== null && found !== null) return found;
    const what = bearerToken === null ? "no token was sent" : "the token is not one of this bridge's";
    throw new AthanorError("ATHANOR_UNAUTHENTICATED", `${what}; send \`authorization: Bearer TOKEN\``);
  };
}
