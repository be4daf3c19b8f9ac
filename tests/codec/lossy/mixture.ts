/** A mixture without a fit, and the hash of a stream under it: also bundled and run by other engines. */
import { encodeCodes } from "../../../lib/codec/lossy/code_coder.ts";
import {
  CodeDistribution,
  type StoredMixture,
} from "../../../lib/codec/lossy/code_distribution.ts";

/** Numbers in 0–1 by integers alone (Park & Miller 1988). */
export function numbersFrom(seed: number): () => number {
  let state = seed + 1;
  return () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
}

/** A mixture of some Gaussians in k dimensions with random means and covariances. */
export function mixtureOf(k: number, components: number, seed: number): StoredMixture {
  const next = numbersFrom(seed);
  const factors: number[] = [];
  for (let c = 0; c < components; c++) {
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) factors.push(i === j ? 0.3 + next() : next() - 0.5);
    }
  }
  return {
    weights: fromNumbers(Array.from({ length: components }, () => 0.1 + next())),
    means: fromNumbers(Array.from({ length: components * k }, () => 2 * next() - 1)),
    factors: fromNumbers(factors),
  };
}

/** Multiples of 1/64, which float16 holds; engines without Float16Array get doubles. */
function fromNumbers(values: number[]): Float16Array {
  const rounded = values.map((value) => Math.round(64 * value) / 64);
  const Type = globalThis.Float16Array ?? Float64Array;
  return Type.from(rounded) as Float16Array;
}

/** The SHA-256 of the stream of 500 codes, in hexadecimal. */
export async function streamHash(): Promise<string> {
  const next = numbersFrom(7), distribution = new CodeDistribution(mixtureOf(12, 6, 3), 0.4);
  const codes = Int32Array.from({ length: 6000 }, () => {
    const spread = next() < 0.02 ? 60 : 3;
    return Math.floor(spread * (next() + next() + next() - 1.5));
  });
  const stream = encodeCodes(codes, distribution);
  const hash = await crypto.subtle.digest("SHA-256", stream as Uint8Array<ArrayBuffer>);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
