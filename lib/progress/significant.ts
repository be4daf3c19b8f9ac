/**
 * A number for people to read: `digits` significant digits, thousands separated.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { significant } from "./significant.ts";
 *
 * strictEqual(significant(0.0076312), "0.00763");
 * strictEqual(significant(1_141_296), "1,141,296");
 * strictEqual(significant(0.00000123), "1.23e-6");
 * ```
 */
export function significant(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return value.toLocaleString("en").replace("-", "−");
  if (size < 1e-4 || size >= 1e15) {
    return value.toExponential(digits - 1).replace(/^-/, "−");
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = value.toLocaleString("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return text.replace("-", "−");
}
