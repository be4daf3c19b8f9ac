import * as ae from "@autoencoders";
import { exercise } from "@autoencoders/course";

/** For each code all distances, sorted; the code itself is left out. */
function nearestPurity(codes: number[][], labels: number[], k: number): number {
  let same = 0;
  codes.forEach((code, i) => {
    const others = codes.map((other, j) => ({
      label: labels[j],
      distance: j === i ? Infinity : Math.hypot(...code.map((value, unit) => value - other[unit])),
    }));
    others.sort((a, b) => a.distance - b.distance);
    same += others.slice(0, k).filter(({ label }) => label === labels[i]).length;
  });
  return same / (k * codes.length);
}

/** The formula, with the angle from the scalar product. */
function onArc(from: number[], to: number[], t: number): number[] {
  const dot = from.reduce((sum, value, i) => sum + value * to[i], 0);
  const cosine = dot / (Math.hypot(...from) * Math.hypot(...to));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const [a, b] = angle < 1e-6
    ? [1 - t, t]
    : [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
  return from.map((value, i) => a * value + b * to[i]);
}

/** The mean code of `to` minus that of `from`. */
function directionTo(codes: number[][], labels: number[], from: number, to: number): number[] {
  const meanOf = (label: number) => {
    const members = codes.filter((_, i) => labels[i] === label);
    return codes[0].map((_, unit) =>
      members.reduce((sum, code) => sum + code[unit], 0) / members.length
    );
  };
  const start = meanOf(from);
  return meanOf(to).map((value, unit) => value - start[unit]);
}

type Purity = (codes: number[][], labels: number[], k: number) => number;

/** The purity if a neighbour is what `isNeighbour` says: one of the k nearest of all codes but i, say. */
function purityOf(
  [codes, labels, k]: Parameters<Purity>,
  neighbours: (distances: number[], i: number) => number[],
): number {
  let same = 0, all = 0;
  for (const [i, code] of codes.entries()) {
    const distances = codes.map((other) =>
      Math.sqrt(other.reduce((sum, value, unit) => sum + (value - code[unit]) ** 2, 0))
    );
    for (const j of neighbours(distances, i).slice(0, k)) {
      all++;
      if (labels[j] === labels[i]) same++;
    }
  }
  return same / all;
}

const byDistance = (distances: number[]) =>
  [...distances.keys()].sort((a, b) => distances[a] - distances[b]);

/** A network and a classifier, trained on synthetic digits in the same way for every answer. */
async function trainOnDigits() {
  await ae.useBackend();
  const images = ae.binarize(ae.strokes(3_300, new ae.Random(1)));
  const train = images.slice(0, 3_000), test = images.slice(3_000);
  const model = ae.denseAutoencoder({ widths: [256], latent: 16 }, 1);
  await ae.fit(model, train, { epochs: 12, batchSize: 64, schedule: "cosine", seed: 1 });
  const classifier = await ae.fitClassifier(train, { seed: 1, epochs: 8 });
  return { train, test, model, classifier };
}

const rowsOf = ({ values, dimensions, count }: ae.Codes) =>
  Array.from({ length: count }, (_, i) => [...values.slice(i * dimensions, (i + 1) * dimensions)]);

/** What is wrong with the directions of an answer, if anything is. */
function directionProblem(
  answer: (codes: number[][], labels: number[], from: number, to: number) => number[],
  { train, test, model, classifier }: Awaited<ReturnType<typeof trainOnDigits>>,
): string | undefined {
  const known = rowsOf(ae.encodeImages(model, train)), labels = [...train.labels!];
  for (const [from, to] of [[4, 9], [3, 8], [1, 7]]) {
    const direction = answer(known.map((code) => [...code]), [...labels], from, to);
    if (direction?.length !== model.latent || !direction.every(Number.isFinite)) {
      return `directionTo(codes, labels, ${from}, ${to}) must return ${model.latent} numbers`;
    }
    const asked = ae.encodeImages(model, ae.ofClasses(test, [from]));
    const read = classifier.predict(ae.decodeCodes(model, ae.shiftCodes(asked, direction)));
    const share = read.filter((digit) => digit === to).length / read.length;
    if (share < 0.5) {
      return `of ${read.length} images of ${from}, ${pct(share)} are read as ${to}, ` +
        "expected at least 50 %";
    }
  }
}
const pct = (share: number) => `${Math.round(100 * share)} %`;

export default [
  exercise(nearestPurity, {
    hint: "the nearest code of all is the code itself, at distance 0: it must not count",
    reference: (...values) =>
      purityOf(values, (distances, i) => byDistance(distances).filter((j) => j !== i)),
    cases: () => [
      [[[0], [1], [5], [7]], [0, 0, 1, 1], 1],
      [[[0], [1], [2.5], [7]], [0, 1, 0, 1], 2],
      [[[0, 0], [0, 2], [3, 0], [3, 2.5], [9, 9]], [1, 1, 0, 1, 0], 2],
      [[[-2, 1], [2, 1], [-2, 2], [2, 3]], [0, 0, 1, 0], 1],
    ],
    wrong: {
      "counts the code itself": (...values) => purityOf(values, byDistance),
      "takes the farthest": (...values) =>
        purityOf(
          values,
          (distances, i) => byDistance(distances).filter((j) => j !== i).toReversed(),
        ),
      "does not divide by k": (codes, labels, k) => k * nearestPurity(codes, labels, k),
      "looks at the first unit only": (codes, labels, k) =>
        nearestPurity(codes.map(([first]) => [first]), labels, k),
    },
  }),
  exercise(onArc, {
    hint: "cos Ω is the scalar product of both codes divided by the product of their lengths",
    reference: (from, to, t) =>
      [...ae.interpolate(from, to, 1_001, "spherical").values]
        .slice(Math.round(1_000 * t) * from.length, (Math.round(1_000 * t) + 1) * from.length),
    cases: () => [
      [[1, 0], [0, 1], 0.5],
      [[2, 0], [0, 1], 0.25],
      [[1, 2, 2], [-2, 1, 2], 0.7],
      [[0, 2], [0, 3], 0.5],
      [[3, 4], [4, 3], 0],
    ],
    wrong: {
      "the straight line": (from, to, t) => from.map((value, i) => value + t * (to[i] - value)),
      "forgets the lengths": (from, to, t) => {
        const dot = from.reduce((sum, value, i) => sum + value * to[i], 0);
        const angle = Math.acos(Math.max(-1, Math.min(1, dot)));
        const [a, b] = angle < 1e-6 ? [1 - t, t] : [Math.sin((1 - t) * angle), Math.sin(t * angle)];
        return from.map((value, i) => (a * value + b * to[i]) / (Math.sin(angle) || 1));
      },
      "from and to changed over": (from, to, t) => onArc(to, from, t),
      "divides zero by zero": (from, to, t) => {
        const dot = from.reduce((sum, value, i) => sum + value * to[i], 0);
        const angle = Math.acos(Math.min(1, dot / (Math.hypot(...from) * Math.hypot(...to))));
        return from.map((value, i) =>
          (Math.sin((1 - t) * angle) * value + Math.sin(t * angle) * to[i]) / Math.sin(angle)
        );
      },
    },
  }),
  exercise(directionTo, {
    hint: "the mean code of the images of `to`, minus the mean code of those of `from`",
    verify: async (answer) => {
      answer([[0, 1], [1, 0], [2, 2], [2, 3], [3, 2], [5, 4]], [4, 4, 4, 9, 9, 9], 4, 9); // an unwritten one ends here, before any training
      const trained = await trainOnDigits();
      try {
        return directionProblem(answer, trained);
      } finally {
        trained.model.dispose();
        trained.classifier.dispose();
      }
    },
    wrong: {
      "no direction": {
        answer: (codes) => codes[0].map(() => 0),
        verdict: "expected at least 50 %",
      },
      "the other way": {
        answer: (codes, labels, from, to) => directionTo(codes, labels, to, from),
        verdict: "expected at least 50 %",
      },
      "towards `from`, away from all others": {
        answer: (codes, labels, from) =>
          directionTo(codes, labels.map((label) => label === from ? 0 : 1), 1, 0),
        verdict: "expected at least 50 %",
      },
      "one number only": { answer: () => [1], verdict: "must return 16 numbers" },
    },
  }),
];
