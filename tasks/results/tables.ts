import {
  boundRecipes,
  type BoundRow,
  type Goal,
  lowerIsBetter,
  type NetworkRecipe,
  type PeerRow,
  type Recipe,
  recipes,
  reproduced,
  type ResultRow,
  rowMetricNames,
  shortfall,
} from "@autoencoders/results";
import { markdownTable, markdownText } from "../markdown_table.ts";
import {
  type ColumnName,
  columns,
  formatMean,
  formatMetric,
  inRecipeOrder,
  meanOf,
  summarize,
  type Summary,
} from "./summary.ts";

const metrics = [...rowMetricNames, "deadUnits"] as const;
const reducedMetrics = ["bce", "mse", "deadUnits"] as const;
const boundMetrics = [
  "distortion",
  "rate",
  "nats",
  "bitsPerPixel",
  "importanceNats",
  "importanceBitsPerPixel",
  "active",
] as const;

const titles: Record<string, string> = {
  "mnist": "MNIST, grey",
  "mnist, binary": "MNIST, black and white at > 0.5",
  "emnist-bymerge47": "EMNIST, a subset in the 47 classes of Balanced (40,978 + 4,700 images)",
};
/** A data set as a heading names it. */
export const titleOf = (data: string) => titles[data] ?? data;

/** The table of the project's README.md: networks that were trained in full. */
export function readmeTable(rows: readonly ResultRow[], peers: readonly PeerRow[]): string {
  const full = inRecipeOrder(summarize(rows.filter(({ reduced }) => !reduced)), recipes);
  if (full.length === 0) return "No network has been trained in full yet: run `deno task results`.";
  const lines = full.map(({ recipe, summary }) => {
    const metric = recipe.training.loss;
    const goal = goalsOf(recipe, peers).find((goal) => goal.metric === metric);
    return [
      recipe.name,
      summary.data,
      String(summary.rows[0].latent),
      summary.seeds.join(", "),
      `${columns[metric].label} ${formatMean(summary, metric)}`,
      formatMean(summary, "deadUnits"),
      referenceCell(recipe, metric, peers),
      goal ? `${goalCell(goal)}: ${outcome(goal, summary)}` : "–",
    ];
  });
  return markdownTable(
    ["network", "data", "code size", "seeds", "test error", "dead units", "reference", "goal"],
    lines,
    2,
  );
}

/** The sections of results.json: comparison with references, all metrics by data set, reduced runs. */
export function trainingSections(
  rows: readonly ResultRow[],
  peers: readonly PeerRow[],
): string[] {
  const full = summarize(rows.filter(({ reduced }) => !reduced));
  const reduced = summarize(rows.filter(({ reduced }) => reduced));
  const datasets = [...new Set(full.map(({ data }) => data))];
  return [
    ...comparison(full, peers),
    ...datasets.flatMap((data) => [`## ${markdownText(titleOf(data))}`, metricsTable(full, data)]),
    ...(reduced.length === 0 ? [] : [
      "## Reduced runs",
      "These runs show that a network trains, not what it can reach: their number of epochs or of " +
      "images is not that of the recipe. A full run with the same seed replaces them.",
      reducedTable(reduced),
    ]),
  ];
}

function comparison(summaries: Summary[], peers: readonly PeerRow[]): string[] {
  const ordered = inRecipeOrder(summaries, recipes);
  const lines = ordered.flatMap(({ recipe, summary }) =>
    comparedMetrics(recipe, peers).map(({ metric, goal }) => [
      recipe.name,
      recipe.source,
      summary.data,
      columns[metric].label,
      formatMean(summary, metric),
      referenceCell(recipe, metric, peers),
      goal ? goalCell(goal) : "–",
      goal ? outcome(goal, summary) : "–",
    ])
  );
  if (lines.length === 0) return [];
  const head = ["network", "source", "data", "metric", "here", "reference", "goal", "outcome"];
  const notes = ordered.flatMap(({ recipe: { name, notes = [] } }) =>
    notes.map((note) => ({ name, note }))
  );
  const list = [...Map.groupBy(notes, ({ note }) => note)].map(([note, those]) =>
    `- ${those.map(({ name }) => name).join(", ")}: ${note}.`
  );
  return [
    "## Compared with published results and other libraries",
    "References called published, and those of Hinton & Salakhutdinov, are the authors' own figures. Those with " +
    "seeds are from `deno task peers`, which trains the same network on the same images in Keras or PyTorch, from " +
    "that library's initial weights and with its Adam; the goal is an error at most 5 % above their mean. " +
    trainedPeers(peers) +
    "The others, such as those of published weights, were measured on the same test images outside this project, " +
    "and no command has reproduced them. The test images of EMNIST are not those of an official split, so some may be " +
    "among the images on which the published weights were trained.",
    markdownTable(head, lines, 4),
    ...(list.length > 0 ? [list.join("\n")] : []),
  ];
}

/** What `deno task peers` has trained in full, as a sentence. */
function trainedPeers(peers: readonly PeerRow[]): string {
  const full = summarize(peers.filter(({ reduced }) => !reduced));
  const networks = inRecipeOrder(full, recipes).map(({ summary: { name, rows, seeds } }) =>
    `${name} in ${rows[0].library} (${seedsText(seeds)})`
  );
  if (networks.length === 0) return "";
  return `So far it has trained ${new Intl.ListFormat("en-GB").format(networks)}. `;
}

/** The metrics that have a goal; without goals, the loss if there are references. */
function comparedMetrics(
  recipe: Recipe,
  peers: readonly PeerRow[],
): { metric: Goal["metric"]; goal?: Goal }[] {
  const { references } = recipe, goals = goalsOf(recipe, peers);
  if (goals.length > 0) return goals.map((goal) => ({ metric: goal.metric, goal }));
  return references.length > 0 ? [{ metric: recipe.training.loss }] : [];
}

// Seconds are not shown: some rows were trained while the machine did other work.
function metricsTable(summaries: Summary[], data: string): string {
  const ofData = summaries.filter((summary) => summary.data === data);
  const networks = inRecipeOrder(ofData, recipes).map(({ summary }) => summary);
  const baselines = ofData.filter((summary) => !networks.includes(summary)).toSorted((a, b) =>
    a.name.localeCompare(b.name, "en", { numeric: true })
  );
  const lines = [...baselines, ...networks].map((summary) => {
    const { name, rows: [row], seeds } = summary;
    return [
      name,
      seeds.join(", ") || "–",
      ...[row.latent, row.bytesPerCode, row.parameters, row.epochs].map((value) =>
        value.toLocaleString("en")
      ),
      ...metrics.map((metric) => formatMean(summary, metric)),
    ];
  });
  const head = ["network", "seeds", "code size", "bytes per code", "parameters", "epochs"];
  return markdownTable([...head, ...metrics.map((metric) => columns[metric].label)], lines, 2);
}

function reducedTable(summaries: Summary[]): string {
  const lines = inRecipeOrder(summaries, recipes).map(({ summary }) => [
    summary.name,
    summary.data,
    summary.reduced!,
    summary.seeds.join(", "),
    ...reducedMetrics.map((metric) => formatMean(summary, metric)),
  ]);
  const head = ["network", "data", "trained", "seeds"];
  return markdownTable(
    [...head, ...reducedMetrics.map((metric) => columns[metric].label)],
    lines,
    3,
  );
}

/** The section of bounds.json: full runs, and reduced ones marked as such. */
export function boundSections(rows: readonly BoundRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = inRecipeOrder(summarize(rows), boundRecipes).map(({ recipe, summary }) => {
    const { name, reduced, seeds, rows: [row] } = summary;
    const notes: Partial<Record<ColumnName, string>> = {
      importanceNats: ` (${row.samples})`,
      active: ` of ${row.latent}`,
    };
    return [
      reduced ? `${name} (${reduced})` : name,
      row.images,
      seeds.join(", "),
      row.parameters.toLocaleString("en"),
      `${row.epochs}`,
      ...boundMetrics.map((metric) => formatMean(summary, metric) + (notes[metric] ?? "")),
      referenceCell(recipe, "nats"),
    ];
  });
  const head = [
    "network",
    "images",
    "seeds",
    "parameters",
    "epochs",
    ...boundMetrics.map((metric) => columns[metric].label),
    "reference",
  ];
  return [
    "## Variational autoencoders, MNIST in black and white",
    "Generated by `deno task bounds` from `results/bounds.json`. Nats per image on all test images: distortion + " +
    "rate = −ELBO, an upper bound on −ln p(x), and the tighter importance-weighted bound with the number of " +
    "samples in brackets. _Thresholded_: a pixel above 127 is white. _Stochastic_: a pixel is white with a " +
    "probability equal to its grey value; training images are sampled again in each epoch, test images once. " +
    "Results for the two kinds of images are not comparable. `deno task bounds --row NAME --again` trains a " +
    "network again.",
    markdownTable(head, lines, 2),
  ];
}

/** The goals of a recipe; of a network that was trained in another library, to come close to its means. */
function goalsOf({ name, goals, training }: Recipe, peers: readonly PeerRow[]): readonly Goal[] {
  const [summary] = summarize(peersOf(name, peers));
  if (!summary) return goals;
  const [bce, mse] = (["bce", "mse"] as const).map((metric) => meanOf(summary, metric).mean);
  const { library: by } = summary.rows[0];
  return reproduced(training.loss === "bce" ? { by, bce, mse } : { by, mse });
}

function peersOf(network: string, peers: readonly PeerRow[]): PeerRow[] {
  return peers.filter(({ name, reduced }) => name === network && !reduced);
}

/** The values that others reached, in one cell; bounds with the digits that they were published with. */
function referenceCell(
  { name, references }: NetworkRecipe,
  metric: Goal["metric"] | "nats",
  peers: readonly PeerRow[] = [],
): string {
  const cells = references.flatMap((reference) => {
    const value = reference[metric];
    if (value === undefined) return [];
    return [`${metric === "nats" ? value : formatMetric(metric, value)} (${reference.by})`];
  });
  const measured = metric === "nats" ? [] : summarize(peersOf(name, peers)).map((summary) => {
    const { rows: [{ library }], seeds } = summary;
    return `${formatMean(summary, metric)} (${library}, ${seedsText(seeds)})`;
  });
  return [...cells, ...measured].join("; ") || "–";
}

function seedsText(seeds: readonly (number | string)[]): string {
  return `${seeds.length === 1 ? "seed" : "seeds"} ${seeds.join(", ")}`;
}

/** "≤ 0.0036", or "≥ 0.988" if more is better. */
function goalCell({ metric, value }: Goal): string {
  return `${lowerIsBetter(metric) ? "≤" : "≥"} ${formatMetric(metric, value)}`;
}

/** Whether the mean over the seeds reaches a goal. */
function outcome(goal: Goal, summary: Summary): string {
  const missed = shortfall(goal, meanOf(summary, goal.metric).mean);
  return missed === 0 ? "reached" : `missed by ${(100 * missed).toFixed(1)} %`;
}
