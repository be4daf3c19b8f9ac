// Restores values serialised by pack.ts.

/**
 * Replaces the descriptions of arrays in a header with the arrays.
 * @param {any} header as pack() returned it
 * @param {ArrayBuffer} buffer
 * @returns {any} the packed tree
 */
export function unpack(header, buffer) {
  if (Array.isArray(header)) return header.map((part) => unpack(part, buffer));
  if (header === null || typeof header !== "object") return header;
  if (header.$floats) return new Float32Array(buffer, header.$floats[0], header.$floats[1]);
  if (header.$bytes) return new Uint8Array(buffer, header.$bytes[0], header.$bytes[1]);
  if (header.$weights) {
    const whole = new Int8Array(buffer, header.$weights[0], header.$weights[1]);
    const scale = unpack(header.scale, buffer);
    // w = q · scale of its output channel; `inner` consecutive numbers belong to one channel.
    return Float32Array.from(
      whole,
      (q, i) => q * scale[Math.floor(i / header.inner) % scale.length],
    );
  }
  return Object.fromEntries(
    Object.entries(header).map(([name, part]) => [name, unpack(part, buffer)]),
  );
}
