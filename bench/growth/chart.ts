import { svgCurves } from "@autoencoders/figures";
import type { EngineName } from "../engines/engines.ts";
import type { Growth } from "./measured.ts";
import { engines, type PanelName, panelNames } from "./points.ts";

/** How a panel numbers its horizontal axis. */
interface Axis {
  title: string;
  /** what 1 on the axis is */
  unit: number;
}

const axes: Record<PanelName, Axis> = {
  batch: { title: "images in a batch", unit: 1 },
  width: { title: "units in the wide layers", unit: 1 },
  threads: { title: "threads", unit: 1 },
  images: { title: "thousand images in the training set", unit: 1000 },
};

const names: Partial<Record<EngineName, string>> = {
  "ours-blas": "ours",
  pytorch: "PyTorch",
  keras: "Keras",
  jax: "JAX",
};

const width = 520, panelHeight = 250, gap = 14, lineHeight = 17;

/** The figure: a panel for each quantity below each other, and a caption, on white. */
export function growthChart(growth: Growth): string {
  const panels = panelNames.filter((name) => growth.points.some(({ panel }) => panel === name));
  const caption = captionOf(growth);
  const top = (i: number) => i * (panelHeight + gap) + gap;
  const height = top(panels.length) + caption.length * lineHeight + gap;
  const parts = panels.map((name, i) =>
    `<svg x="0" y="${top(i)}" width="${width}" height="${panelHeight}">${panel(name, growth)}</svg>`
  );
  const lines = caption.map((line, i) =>
    `<text x="8" y="${top(panels.length) + (i + 1) * lineHeight}">${line}</text>`
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `width="${width}" height="${height}" role="img" aria-label="images a second in training" ` +
    `font-size="12" fill="${ink}" font-family="system-ui,-apple-system,'Segoe UI',sans-serif">` +
    `<rect width="${width}" height="${height}" fill="#fff"/><style>svg{overflow:visible}</style>` +
    `${parts.join("\n")}${lines.join("")}</svg>\n`;
}

const ink = "#444";

function panel(name: PanelName, { points }: Growth): string {
  const { title, unit } = axes[name];
  const own = points.filter(({ panel }) => panel === name);
  const lines = (Object.keys(engines) as EngineName[]).map((engine) => ({
    name: names[engine] ?? engine,
    points: own.flatMap(({ value, rows }) =>
      rows.filter((row) => row.engine === engine)
        .map(({ imagesPerSecond }) => [value / unit, imagesPerSecond / 1000] as const)
    ),
  }));
  const ticks = name === "images" ? [10, 30, 100, 300, 1000] : own.map(({ value }) => value);
  return svgCurves({
    lines,
    horizontal: { title, ticks },
    title: "thousand images a second",
    log: true,
    ink,
    width,
  });
}

function captionOf({ machine, rounds, seconds, points }: Growth): string[] {
  const processor = String(machine.processor).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const days = points.map(({ date }) => Date.parse(date)).sort((a, b) => a - b);
  return [
    "Training of 784-512-32-512-784 with BCE and Adam, in batches of 256,",
    "by 2 threads, on 8,192 images; each panel varies one of these.",
    `${dates.formatRange(days[0], days.at(-1)!)}, ${processor}, ${machine.cores} cores;`,
    `medians of ${rounds} rounds of ${seconds} s, engines in turn.`,
  ];
}

const dates = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
