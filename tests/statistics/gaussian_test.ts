import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { type Codes, codesFrom } from "../../lib/codes.ts";
import { Random } from "../../lib/random.ts";
import { fitGaussian, frechetDistance, Gaussian } from "../../lib/statistics/mod.ts";
import fixture from "../fixtures/scikit_learn.json" with { type: "json" };
import { close } from "../helpers/close.ts";
import { cpuTimer } from "../helpers/cpu_timer.ts";

const { mean, covariance } = fixture.normal;
const gaussian = new Gaussian(Float64Array.from(mean), Float64Array.from(covariance));

Deno.test("the log-density of a Gaussian equals SciPy's", () => {
  const { queries, logDensity } = fixture.normal;
  close(gaussian.logDensity(codesFrom(queries, 3)), logDensity, 1e-5);
});

Deno.test("samples of a Gaussian have its mean and covariance, and repeat with the seed", () => {
  const fitted = fitGaussian(gaussian.sample(40_000, new Random(6)));
  close(fitted.mean, mean, 0.03);
  close(fitted.covariance, covariance, 0.06);
  deepStrictEqual(gaussian.sample(5, new Random(7)), gaussian.sample(5, new Random(7)));
});

Deno.test("with a dead unit the density stays finite, and samples keep the value of the unit", () => {
  const random = new Random(1);
  const codes = codesFrom(Array.from({ length: 100 }, (_, i) => i % 2 ? 0 : random.normal()), 2);
  const fitted = fitGaussian(codes);
  ok(fitted.logDensity(codes).every(Number.isFinite));
  ok(fitted.sample(50, random).values.every((value, i) => i % 2 === 0 || Math.abs(value) < 0.01));
});

Deno.test("a Gaussian rejects a covariance of another size or one that is not positive definite", () => {
  const two = Float64Array.of(1, 2);
  throws(
    () => new Gaussian(two, two),
    /^RangeError: the covariance must have 2 × 2 numbers, got 2$/,
  );
  throws(
    () => new Gaussian(two, Float64Array.of(1, 2, 2, 1)),
    /^RangeError: the covariance must be positive definite$/,
  );
});

Deno.test("a Gaussian rejects codes with other dimensions", () => {
  throws(() => gaussian.logDensity(codesFrom([1], 1)), /^RangeError: .* 3 dimensions, got 1$/);
});

Deno.test("the Fréchet distance equals SciPy's, and is symmetric", () => {
  const points = fixture.points.map((value, i) => i < 120 ? value : value * [1, 2, 1, 0.5][i % 4]);
  const a = codesFrom(points.slice(0, 120), 4), b = codesFrom(points.slice(120), 4);
  close([frechetDistance(a, b), frechetDistance(b, a)], [fixture.frechet, fixture.frechet], 1e-4);
  close([frechetDistance(a, a)], [0], 1e-9);
  throws(() => frechetDistance(a, codesFrom([1], 1)), /^RangeError: .* dimensions, got 4 and 1$/);
});

Deno.test("the Fréchet distance of fewer points than dimensions is that of their Gaussians", () => {
  const random = new Random(5), d = 12;
  const some = (n: number, scale: number) =>
    codesFrom(Array.from({ length: n * d }, () => scale * random.normal()), d);
  const [a, b] = [some(7, 1), some(5, 2)];
  // The same points three times have the same moments, and are more than there are dimensions.
  const often = ({ values }: Codes) => codesFrom([...values, ...values, ...values], d);
  const expected = frechetDistance(often(a), often(b));
  close([frechetDistance(a, b), frechetDistance(b, a)], [expected, expected], 1e-3 * expected);
  close([frechetDistance(a, a)], [0], 1e-9);
  const few = [2, 3].map((n) =>
    codesFrom(Array.from({ length: n * 12288 }, () => random.normal()), 12288)
  );
  // Dimensions of zeros change nothing.
  const padded = ({ values, count }: Codes) => {
    const wide = new Float32Array(1100 * count);
    for (let i = 0; i < count; i++) wide.set(values.subarray(i * d, (i + 1) * d), 1100 * i);
    return codesFrom(wide, 1100);
  };
  const [many, c] = [some(1101, 1), some(40, 2)];
  const between = frechetDistance(many, c);
  close([frechetDistance(padded(many), padded(c))], [between], 1e-3 * between);

  const seconds = cpuTimer();
  ok(frechetDistance(few[0], few[1]) > 0);
  ok(seconds() < 10, "a d × d matrix takes minutes");
});
