import { createHash } from "node:crypto";

/** sha256 of the parts one after the other, in hexadecimal. */
export function sha256(...parts: Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
