import { rejects, throws } from "node:assert/strict";
import {
  type Codes,
  fitGaussian,
  fitLinearProbe,
  fitMixture,
  kMeans,
  nearestNeighbours,
  projectPca,
  projectTsne,
  projectUmap,
  Random,
  trustworthiness,
} from "@autoencoders";
import { frechetDistance, principalAxes } from "../../lib/statistics/mod.ts";

const fits: Record<string, (codes: Codes) => unknown> = {
  fitGaussian,
  fitLinearProbe: (codes) => fitLinearProbe(codes, new Uint8Array(codes.count)),
  fitMixture: (codes) => fitMixture(codes, 3, new Random(1)),
  frechetDistance: (codes) => frechetDistance(codes, codes),
  kMeans: (codes) => kMeans(codes, 3, new Random(1)),
  nearestNeighbours: (codes) => nearestNeighbours(codes, 3),
  principalAxes: ({ values, dimensions }) => principalAxes(values, dimensions),
  projectPca: (codes) => projectPca(codes),
  projectTsne: (codes) => projectTsne(codes, new Random(1)),
  projectUmap: (codes) => projectUmap(codes, new Random(1)),
  trustworthiness: (codes) => trustworthiness(codes, codes),
};
for (const [name, fit] of Object.entries(fits)) {
  Deno.test(`${name} refuses codes made by hand that are NaN or infinite`, async () => {
    const random = new Random(1);
    for (const [count, dimensions] of [[30, 3], [12, 40]]) {
      for (const value of [NaN, Infinity, -Infinity]) {
        const values = Float32Array.from({ length: count * dimensions }, () => random.normal());
        values[random.integer(values.length)] = value;
        const run = async () => await fit({ values, count, dimensions });
        await rejects(run, { name: "RangeError", message: /NaN|Infinity|finite/ });
      }
    }
  });
}

Deno.test("principal axes of many points whose products overflow in float32 are refused in words", () => {
  const random = new Random(1), d = 1100;
  const values = Float32Array.from({ length: d * d }, () => 1e25 * random.normal());
  throws(() => principalAxes(values, d, 2), {
    name: "RangeError",
    message: "the covariance of the points is too large; divide them by a constant",
  });
});
