import type { BoundRow, ResultRow } from "@autoencoders/results";
import { boundsPart } from "./bounds_table.ts";
import { root, TaskError } from "../project.ts";
import type { CurveGroup } from "./curves.ts";
import { summarize, type Summary } from "./summary.ts";
import {
  figure,
  goalCell,
  inOrder,
  judged,
  referenceCell,
  table,
  verdict,
  withSpread,
} from "./tables.ts";

const begin = "<!-- results: written by `deno task results` -->";
const end = "<!-- end of results -->";

/**
 * README.md with its results table written anew.
 *
 * @throws {SyntaxError} it has not the two comments that the table stands between
 */
export function readmeWith(readme: string, rows: readonly ResultRow[]): string {
  const from = readme.indexOf(begin), to = readme.indexOf(end);
  if (from < 0 || to < from) {
    throw new SyntaxError(
      `README.md must hold the comments "${begin}" and "${end}", in this order`,
    );
  }
  const head = readme.slice(0, from + begin.length);
  return `${head}\n\n${readmeTable(rows)}\n\n${readme.slice(to)}`;
}

function readmeTable(rows: readonly ResultRow[]): string {
  const full = inOrder(summarize(rows.filter(({ reduced }) => !reduced)));
  if (full.length === 0) return "No network is trained in full yet: `deno task results` does it.";
  const lines = full.map(({ recipe, summary }) => {
    const metric = judged(recipe), goal = recipe.goals.find((goal) => goal.metric === metric);
    return [
      recipe.name,
      summary.data,
      String(summary.rows[0].latent),
      summary.seeds.join(", "),
      `${metric.toUpperCase()} ${withSpread(metric, summary.figures[metric])}`,
      withSpread("deadUnits", summary.figures.deadUnits),
      referenceCell(recipe.references, metric),
      goal ? `${goalCell(goal)}: ${verdict(goal, summary)}` : "–",
    ];
  });
  const head = ["network", "data", "code", "seeds", "test error", "dead", "others", "goal"];
  return table(head, lines, 2);
}

/** results/README.md: every figure of results.json and bounds.json, beside what others reached. */
export function resultsPage(
  rows: readonly ResultRow[],
  pictures: readonly string[],
  { bounds = [], curves = [], picturesFolder = "figures" }: {
    bounds?: readonly BoundRow[];
    curves?: readonly CurveGroup[];
    picturesFolder?: string;
  } = {},
): string {
  const full = summarize(rows.filter(({ reduced }) => !reduced));
  const reduced = summarize(rows.filter(({ reduced }) => reduced));
  const datas = [...new Set(full.map(({ data }) => data))];
  const parts = [
    "# Results",
    "Written by `deno task results` from `results/results.json`; not to be edited by hand. Every figure is " +
    "a mean over all pixels of all test images of the data set, which chose nothing: not the epoch, not the " +
    "network. BCE is in nats a pixel, PSNR in decibels, SSIM has an 11 × 11 window; a pixel is right when " +
    "input and output are on the same side of 0.5. With several seeds a figure is their mean ± their " +
    "standard deviation. `deno task results --row NAME --again` trains a network once more.",
    ...(goals(full).length > 0
      ? ["## Beside what others reached", othersText, goalTable(full), ...notes(full)]
      : []),
    ...datas.flatMap((data) => [`## ${titleOf(data)}`, dataTable(full, data)]),
    ...(reduced.length > 0 ? ["## Reduced runs", reducedText, reducedTable(reduced)] : []),
    ...boundsPart(bounds),
    ...keptPart(rows),
    ...curvesPart(curves, picturesFolder),
    ...picturesPart(pictures, picturesFolder),
    ...machinesPart([...rows, ...bounds]),
  ];
  return parts.join("\n\n") + "\n";
}

const othersText =
  "Figures called published, and Hinton & Salakhutdinov's, are those of the authors. The others were " +
  "measured by us, by the library that is named or with the weights that were published, on the test " +
  "images of this table, outside this project: no command here makes them again.";

const reducedText =
  "These show that a network trains, not what it can reach: epochs or images are others than its recipe " +
  "says. A full run under the same seed takes their place.";

const titles: Record<string, string> = {
  "mnist": "MNIST, grey",
  "mnist, binary": "MNIST, black and white at > 0.5",
  "emnist-bymerge47": "EMNIST, a part in the 47 classes of Balanced (40,978 + 4,700 images)",
};
const titleOf = (data: string) => titles[data] ?? data;

function goals(summaries: Summary[]) {
  return inOrder(summaries).flatMap(({ recipe, summary }) => {
    const told = recipe.goals.length > 0
      ? recipe.goals
      : recipe.references.length > 0
      ? [{ metric: judged(recipe), value: NaN }]
      : [];
    return told.map((goal) => ({ recipe, summary, goal }));
  });
}

function goalTable(summaries: Summary[]): string {
  const lines = goals(summaries).map(({ recipe, summary, goal }) => [
    recipe.name,
    recipe.source === "ours" ? "ours" : `row ${recipe.source}`,
    summary.data,
    goal.metric === "pixelAccuracy" ? "pixels right" : goal.metric.toUpperCase(),
    withSpread(goal.metric, summary.figures[goal.metric]),
    referenceCell(recipe.references, goal.metric),
    Number.isNaN(goal.value) ? "–" : goalCell(goal),
    Number.isNaN(goal.value) ? "–" : verdict(goal, summary),
  ]);
  const head = ["network", "source", "data", "figure", "here", "others", "goal", "verdict"];
  return table(head, lines, 4);
}

function notes(summaries: Summary[]): string[] {
  const told = inOrder(summaries).flatMap(({ recipe: { name, notes = [] } }) =>
    notes.map((note) => ({ name, note }))
  );
  const lines = [...Map.groupBy(told, ({ note }) => note)].map(([note, those]) =>
    `- ${those.map(({ name }) => name).join(", ")}: ${note}.`
  );
  return lines.length > 0 ? [lines.join("\n")] : [];
}

// Seconds stay in results.json: the rows were not all trained on a machine that did nothing else.
const columns = ["bce", "mse", "psnr", "ssim", "pixelAccuracy", "deadUnits"] as const;

function dataTable(summaries: Summary[], data: string): string {
  const networks = inOrder(summaries.filter((one) => one.data === data)).map((one) => one.summary);
  const others = summaries.filter((one) => one.data === data && !networks.includes(one));
  return figuresTable([...others.toSorted(byName), ...networks]);
}

const byName = (a: Summary, b: Summary) => a.name.localeCompare(b.name, "en", { numeric: true });

function figuresTable(summaries: Summary[]): string {
  const lines = summaries.map(({ name, rows: [row], seeds, figures }) => [
    name,
    seeds.join(", ") || "–",
    ...[row.latent, row.bytesPerCode, row.parameters, row.epochs].map((n) =>
      n.toLocaleString("en")
    ),
    ...columns.map((column) => withSpread(column, figures[column])),
  ]);
  const head = [
    "network",
    "seeds",
    "code",
    "bytes a code",
    "parameters",
    "epochs",
    "BCE",
    "MSE",
    "PSNR",
  ];
  return table([...head, "SSIM", "pixels right", "dead"], lines, 2);
}

function reducedTable(summaries: Summary[]): string {
  const lines = inOrder(summaries).map(({ summary: { name, data, reduced, seeds, figures } }) => [
    name,
    data,
    reduced!,
    seeds.join(", "),
    withSpread("bce", figures.bce),
    withSpread("mse", figures.mse),
    withSpread("deadUnits", figures.deadUnits),
  ]);
  return table(["network", "data", "trained", "seeds", "BCE", "MSE", "dead"], lines, 3);
}

function keptPart(rows: readonly ResultRow[]): string[] {
  const kept = rows.filter((row) => row.kept);
  if (kept.length === 0) return [];
  const lines = kept.map(({ name, seed, bce, mse, kept, reduced }) => [
    reduced ? `${name} (reduced)` : name,
    `${seed}`,
    kept!.precision,
    (kept!.bytes / 1000).toFixed(0),
    `${figure("bce", bce)} → ${figure("bce", kept!.bce)}`,
    `${figure("mse", mse)} → ${figure("mse", kept!.mse)}`,
  ]);
  const total = kept.reduce((sum, row) => sum + row.kept!.bytes, 0);
  return [
    "## Weights that are kept",
    "In `results/models`, for the notebooks to open: `loadPretrained(name)`. Rounding costs what the last two " +
    `columns say. Together ${(total / 1e6).toFixed(1)} MB.`,
    table(["network", "seed", "stored as", "kB", "BCE", "MSE"], lines, 3),
  ];
}

function curvesPart(groups: readonly CurveGroup[], folder: string): string[] {
  if (groups.length === 0) return [];
  return [
    "## Learning curves",
    "The loss in training, a mean over each epoch, of one seed a network; logarithmic, so that a line that " +
    "falls evenly shrinks by the same share in each epoch. Networks that share a data set and a loss share a chart.",
    ...groups.map(({ name, data, loss }) =>
      `${
        titleOf(data)
      }: ${loss.toUpperCase()}\n\n![training loss by epoch, a line for each network](${folder}/${name}.svg)`
    ),
  ];
}

function picturesPart(names: readonly string[], folder: string): string[] {
  if (names.length === 0) return [];
  return [
    "## What comes back",
    "The first ten test images, and below them what each network makes of them.",
    ...names.map((name) =>
      `${name}\n\n![ten test images above their reconstructions](${folder}/${name}.png)`
    ),
  ];
}

function machinesPart(rows: readonly { machine: string }[]): string[] {
  const machines = [...new Set(rows.map(({ machine }) => machine))];
  if (machines.length === 0) return [];
  return ["## Measured on", machines.map((machine) => `- ${machine}`).join("\n")];
}

/** Markdown as `deno fmt` leaves it. */
export async function formatted(markdown: string): Promise<string> {
  const args = ["fmt", "--quiet", "--ext=md", "-"];
  // Detached, so that Ctrl-C in a terminal does not end it midway.
  const pipes = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
  const options = { args, cwd: root, detached: true, ...pipes };
  const child = new Deno.Command(Deno.execPath(), options).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(markdown));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  if (code !== 0) throw new TaskError(`deno fmt: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
