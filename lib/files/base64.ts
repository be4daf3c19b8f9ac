/** Bytes in base64; Node 24 has no Uint8Array.prototype.toBase64. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
