import { type Codes, codesFrom } from "../../lib/codes.ts";
import type { Random } from "../../lib/random.ts";

/** Points whose distances cancel in float32: clusters far apart, outliers, a distant origin. */
export const FAR: Record<string, (i: number, noise: () => number) => number> = {
  "two clusters 10⁴ apart": (i, noise) => (i % 2) * 1e4 + noise(),
  "three clusters 10⁷ apart": (i, noise) => (i % 3) * 1e7 + 8 * noise(),
  "one outlier": (i, noise) => (i === 0 ? 1e6 : 0) + noise(),
  "a distant origin": (_, noise) => 1e6 + noise(),
  "equal points": () => 7,
  "squares that overflow": (i, noise) => (i % 2) * 1e20 + 1e14 * noise(),
  "squares that underflow": (_, noise) => 1e-25 * noise(),
  "no cancellation": (_, noise) => noise(),
};

/** n × d points of a kind of {@linkcode FAR}, some of them equal. */
export function farPoints(kind: string, n: number, d: number, random: Random): Codes {
  const noise = () => random.normal();
  const rows = Array.from(
    { length: n },
    (_, i) => Array.from({ length: d }, () => FAR[kind](i, noise)),
  );
  return codesFrom(rows.map((row, i) => i % 7 === 6 ? rows[i - 2] : row).flat(), d);
}

/** ‖a − b‖² of float32 numbers in double precision: the reference. */
export function exactSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] - b[j]) ** 2;
  return sum;
}
