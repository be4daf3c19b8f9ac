const ROUNDS = 10;
const MULTIPLIERS = [0xD2511F53n, 0xCD9E8D57n], WEYL = [0x9E3779B9, 0xBB67AE85];

/**
 * Four random 32-bit words for a counter and a seed: Philox4x32-10 (Salmon et al. 2011) as the paper
 * writes it, slow. assembly/random.ts makes the same words four counters at a time.
 */
export function philox(seed: number, counter: number): [number, number, number, number] {
  let [a, b, c, d] = [counter >>> 0, 0, 0, 0], [k0, k1] = [seed >>> 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const left = MULTIPLIERS[0] * BigInt(a), right = MULTIPLIERS[1] * BigInt(c);
    const [high0, low0] = [Number(left >> 32n), Number(left & 0xffffffffn)];
    const [high1, low1] = [Number(right >> 32n), Number(right & 0xffffffffn)];
    [a, b, c, d] = [(high1 ^ b ^ k0) >>> 0, low1, (high0 ^ d ^ k1) >>> 0, low0];
    k0 = (k0 + WEYL[0]) >>> 0;
    k1 = (k1 + WEYL[1]) >>> 0;
  }
  return [a, b, c, d];
}
