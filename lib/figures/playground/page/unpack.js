// Restores values serialised by pack.ts, and what was compressed by gzip and written in base64.

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

/**
 * The bytes that gzip and base64 made a text of.
 * @param {string} base64
 * @returns {Promise<ArrayBuffer>}
 */
export async function inflated(base64) {
  const bytes = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}
