import * as ae from "@autoencoders";
import { exercise } from "@autoencoders/course";

/** The window, the stride and the padding of a transposed convolution. */
type Layer = [window: number, stride: number, padding: "same" | "valid"];

/** With "valid" the last input writes a whole window, which begins stride · (side − 1) further. */
function decodedSides(start: number, layers: [number, number, "same" | "valid"][]): number[] {
  let side = start;
  return layers.map(([window, stride, padding]) => {
    side = padding === "same" ? side * stride : (side - 1) * stride + window;
    return side;
  });
}

/** Counts the divisions of all values whose means differ at least as much as those of a and b. */
function permutationP(a: number[], b: number[]): number {
  const all = [...a, ...b], total = all.reduce((sum, value) => sum + value, 0);
  const difference = (sum: number) => Math.abs(sum / a.length - (total - sum) / b.length);
  const observed = difference(a.reduce((sum, value) => sum + value, 0)) - 1e-12;
  let divisions = 0, extreme = 0;
  function choose(from: number, left: number, sum: number): void {
    if (left === 0) {
      divisions++;
      if (difference(sum) >= observed) extreme++;
      return;
    }
    for (let i = from; i <= all.length - left; i++) choose(i + 1, left - 1, sum + all[i]);
  }
  choose(0, a.length, 0);
  return extreme / divisions;
}

/** ELU has a gradient below zero too, so that a unit comes back. */
function aliveCode(seed: number): ae.Autoencoder {
  return ae.emnistAutoencoder(
    { filters: [4, 8, 8, 8], latent: 16, activation: "elu", latentActivation: "elu" },
    seed,
  );
}

/** The side that a "valid" layer needs: every position that a window writes to. */
function written(side: number, [window, stride]: Layer): number {
  let last = 0;
  for (let i = 0; i < side; i++) for (let j = 0; j < window; j++) last = i * stride + j;
  return last + 1;
}

/** Every way to mark `a.length` of the values, as bits. */
function allDivisions(a: number[], b: number[]): { mine: number[]; theirs: number[] }[] {
  const all = [...a, ...b];
  return Array.from({ length: 2 ** all.length }, (_, bits) => ({
    mine: all.filter((_, i) => bits & 2 ** i),
    theirs: all.filter((_, i) => !(bits & 2 ** i)),
  })).filter(({ mine }) => mine.length === a.length);
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The share of divisions whose difference of means is `asExtreme` as the observed one. */
function shareOf(
  a: number[],
  b: number[],
  asExtreme: (found: number, observed: number) => boolean,
) {
  const observed = mean(a) - mean(b), all = allDivisions(a, b);
  return all.filter(({ mine, theirs }) => asExtreme(mean(mine) - mean(theirs), observed)).length /
    all.length;
}

/** The published kind of network, with the given options, trained for a short time. */
async function shortRun(model: ae.Autoencoder, seed: number): Promise<ae.Evaluation> {
  const digits = ae.strokes(1_000, new ae.Random(1));
  await ae.fit(model, digits.slice(0, 800), { epochs: 3, batchSize: 32, loss: "mse", seed });
  return ae.evaluate(model, digits.slice(800));
}

/** What is wrong with a network that should have no dead unit and be better than the published one. */
async function aliveProblem(model: ae.Autoencoder, seed: number): Promise<string | undefined> {
  if (model.latent !== 16) return `its code has ${model.latent} numbers, expected 16`;
  const code = model.spec.encoder.findLast(({ type }) => type !== "flatten");
  if (!code || !("activation" in code) || (code.activation ?? "linear") === "linear") {
    return "its code is linear, and must not be";
  }
  const mine = await shortRun(model, seed);
  if (mine.deadUnits > 0) {
    return `with seed ${seed} it has ${mine.deadUnits} dead units, expected 0`;
  }
  const published = ae.emnistAutoencoder({ filters: [4, 8, 8, 8], latent: 16 }, seed);
  const theirs = await shortRun(published, seed);
  published.dispose();
  if (mine.mse < theirs.mse) return undefined;
  const [own, other] = [mine, theirs].map(({ mse }) => mse.toFixed(4));
  return `with seed ${seed} its error is ${own}, expected less than that of the ReLU code, ${other}`;
}

export default [
  exercise(decodedSides, {
    hint:
      "valid: the first window begins at 0, the last one at stride · (side − 1); where does it end?",
    reference: (start, layers) => {
      const sides = [start];
      for (const layer of layers) {
        const side = sides.at(-1)!;
        sides.push(layer[2] === "valid" ? written(side, layer) : layer[1] * side);
      }
      return sides.slice(1);
    },
    cases: (): [number, [number, number, "same" | "valid"][]][] => [
      [1, [[4, 1, "valid"], [3, 2, "same"]]],
      [14, [[3, 1, "same"], [3, 1, "same"], [3, 2, "same"], [3, 1, "same"], [3, 1, "same"]]],
      [7, [[4, 2, "valid"], [4, 2, "same"]]],
      [3, [[3, 2, "valid"]]],
      [5, []],
    ],
    wrong: {
      "multiplies by the stride with either padding": (start, layers) => {
        let side = start;
        return layers.map(([, stride]) => side *= stride);
      },
      "adds the window instead of starting at the last position": (start, layers) => {
        let side = start;
        return layers.map(([window, stride, padding]) =>
          side = padding === "same" ? side * stride : side * stride + window
        );
      },
      "returns the last side only": (start, layers) => decodedSides(start, layers).slice(-1),
      "begins with the start": (start, layers) => [start, ...decodedSides(start, layers)],
    },
  }),
  exercise(permutationP, {
    hint:
      "count the division into a and b itself, and those that differ as much the other way round",
    reference: (a, b) =>
      shareOf(a, b, (found, observed) => Math.abs(found) >= Math.abs(observed) - 1e-9),
    cases: () => [
      [[1, 2, 3], [4, 5, 6]],
      [[4, 5, 6], [1, 2, 3]],
      [[1, 4, 3], [2, 5, 6]],
      [[1, 2], [1, 2]],
      [[0.0131, 0.0134, 0.014, 0.0136, 0.0138], [0.0145, 0.015, 0.0152, 0.0149, 0.0161]],
      [[3], [1, 2, 4, 5]],
    ],
    wrong: {
      "counts one direction only": (a, b) =>
        shareOf(a, b, (found, observed) => Math.sign(observed) * (found - observed) >= -1e-9),
      "leaves the observed division out": (a, b) =>
        shareOf(a, b, (found, observed) => Math.abs(found) > Math.abs(observed) + 1e-9),
      "returns the share that differs less": (a, b) =>
        shareOf(a, b, (found, observed) => Math.abs(found) < Math.abs(observed) - 1e-9),
      "compares sums instead of means": (a, b) => {
        const scaled = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
        const observed = Math.abs(scaled(a) - scaled(b)), all = allDivisions(a, b);
        return all.filter(({ mine, theirs }) =>
          Math.abs(scaled(mine) - scaled(theirs)) >= observed - 1e-9
        ).length / all.length;
      },
    },
  }),
  exercise(aliveCode, {
    hint: "which activations have a gradient below zero? lesson 4 used one",
    verify: async (answer) => {
      await ae.useBackend();
      for (const seed of [1, 2]) {
        const model = answer(seed);
        if (!(model instanceof ae.Autoencoder)) return "aliveCode() must return an autoencoder";
        try {
          const problem = await aliveProblem(model, seed);
          if (problem) return problem;
        } finally {
          model.dispose();
        }
      }
    },
    wrong: {
      "the published activations": {
        answer: (seed) => ae.emnistAutoencoder({ filters: [4, 8, 8, 8], latent: 16 }, seed),
        verdict: "dead units, expected 0",
      },
      "a linear code": {
        answer: (seed) =>
          ae.emnistAutoencoder(
            { filters: [4, 8, 8, 8], latent: 16, latentActivation: "linear" },
            seed,
          ),
        verdict: "its code is linear",
      },
      "a longer code": {
        answer: (seed) =>
          ae.emnistAutoencoder(
            { filters: [4, 8, 8, 8], latent: 32, activation: "elu", latentActivation: "elu" },
            seed,
          ),
        verdict: "its code has 32 numbers, expected 16",
      },
    },
  }),
];
