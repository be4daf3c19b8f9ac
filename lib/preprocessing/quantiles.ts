const COUNT = 2 ** 16;
const STEP = 2 ** -12;

let table: Float32Array | undefined;

/**
 * z with P(Z < z) = (i + ½) / 2¹⁶ for i = 0 … 2¹⁶−1 and Z normal, from −4.3 to 4.3: sixteen random
 * bits as an index make a normal number, four times as fast as {@linkcode Random.normal} and fine
 * enough for bytes.
 */
export function normalQuantiles(): Float32Array {
  if (table) return table;
  table = new Float32Array(COUNT);
  // P grows by φ(z) · dz from one step to the next; each quantile lies on the line between two.
  for (let z = -5, p = 0, i = 0; i < COUNT; z += STEP) {
    const middle = z + STEP / 2;
    const grown = STEP * Math.exp(-middle * middle / 2) / Math.sqrt(2 * Math.PI);
    for (; i < COUNT && (i + 0.5) / COUNT < p + grown; i++) {
      table[i] = z + STEP * ((i + 0.5) / COUNT - p) / grown;
    }
    p += grown;
  }
  return table;
}
