import { ok, throws } from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { minimise } from "../../lib/statistics/lbfgs.ts";
import { close } from "../helpers/close.ts";

Deno.test("minimise() finds the minimum of Rosenbrock's function", () => {
  const at = minimise(
    ([x, y], gradient) => {
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
      gradient[1] = 200 * (y - x * x);
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    },
    Float64Array.of(-1.2, 1),
  );
  close(at, [1, 1], 1e-5);
});

Deno.test("minimise() finds the minimum of a quadratic and leaves its start unchanged", () =>
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 1,
      maxLength: 8,
    }),
    (axes) => {
      const start = new Float64Array(axes.length);
      const at = minimise((x, gradient) => {
        axes.forEach(([curvature, minimum], i) => gradient[i] = curvature * (x[i] - minimum));
        return axes.reduce(
          (sum, [curvature, minimum], i) => sum + curvature * (x[i] - minimum) ** 2 / 2,
          0,
        );
      }, start);
      close(at, axes.map(([, minimum]) => minimum), 1e-3);
      ok(start.every((value) => value === 0));
    },
  )));

Deno.test("minimise() refuses a start whose value or gradient is NaN or infinite", () => {
  for (const [value, slope] of [[NaN, 1], [Infinity, 1], [1, NaN], [1, -Infinity]]) {
    const objective = (_: Float64Array, gradient: Float64Array) => {
      gradient.fill(slope);
      return value;
    };
    throws(() => minimise(objective, new Float64Array(2)), RangeError);
  }
});
