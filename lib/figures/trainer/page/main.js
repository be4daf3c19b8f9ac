// The page: asks the worker to train, and shows what it tells.
import { bars } from "../../playground/page/bars.js";
import { toImage } from "../../playground/page/digit.js";
import { meanSquaredError, pixelsOf, run } from "../../playground/page/inference.js";
import { codeAt, coordinates, map } from "../../playground/page/map.js";
import { pad } from "../../playground/page/pad.js";
import { inflated } from "../../playground/page/unpack.js";
import { colours } from "../../style/palette.ts";
import { drawCurve, drawUnits } from "./chart.js";

const $ = (id) => document.getElementById(id);
const root = document.documentElement;

/** @typedef {import("../protocol.ts").Reply} Reply */

// Read by the tests too.
const state = {
  /** @type {import("../protocol.ts").Start | null} */ start: null,
  /** @type {import("../protocol.ts").View | null} */ view: null,
  /** @type {(readonly [number, number])[]} */ training: [],
  /** @type {import("../protocol.ts").EpochLosses[]} */ epochLosses: [],
  /** @type {import("../protocol.ts").TrainingProgress | null} */ progress: null,
  running: false,
  /** whether the training has ended by itself */
  ended: false,
  data: null,
  backend: null,
  input: new Float32Array(784),
  code: null,
  output: null,
};
/** The last reports, of about a second, over which the speed is measured. */
const recent = [], RECENT = 20;
globalThis.trainer = { state, heldOut, encode, decode };

// --- the worker ----------------------------------------------------------------------------------

const program = await inflated($("worker").textContent);
const worker = new Worker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
const ask = (request, transfer = []) => worker.postMessage(request, transfer);
worker.onerror = (event) => {
  say(`The worker stopped: ${event.message}`);
  $("notes").textContent = "Nothing can be trained here.";
};

const answers = {
  ready(backend) {
    state.backend = backend;
    for (const id of ["train", "one", "reset", "open"]) $(id).disabled = false;
    const { name, threads, note } = backend;
    $("notes").textContent = `Computed with ${name}, ${threads} ` +
      `${threads === 1 ? "thread" : "threads"}.${note ? ` Note: ${note}.` : ""}`;
  },
  data({ data }) {
    state.data = data;
    showData();
    begin();
  },
  started({ start }) {
    Object.assign(state, { start, training: [], epochLosses: [], progress: null, view: null });
    state.ended = false;
    recent.length = 0;
    $("lossNote").textContent = `${start.parameters.toLocaleString("en")} weights, ` +
      `${start.images.toLocaleString("en")} images, ${start.batchesPerEpoch} steps an epoch`;
    makeBars();
    say("");
  },
  progress({ progress }) {
    state.progress = progress;
    recent.push(progress);
    if (recent.length > RECENT) recent.shift();
    state.training.push(...progress.training);
    state.epochLosses.push(...progress.epochLosses);
    if (state.training.length > 4000) state.training = thinned(state.training);
    later();
  },
  view({ view }) {
    state.view = view;
    viewChanged = true;
    later();
  },
  ended({ message }) {
    setRunning(false);
    state.ended = true;
    say(`Training ended: ${message}`);
  },
  refused({ message }) {
    if (state.ended) setRunning(false);
    say(message);
  },
};
worker.onmessage = ({ data: reply }) => answers[reply.type](reply);

/** Halves the number of points, each the mean of two. */
function thinned(points) {
  return Array.from({ length: Math.floor(points.length / 2) }, (_, i) => {
    const [a, b] = [points[2 * i], points[2 * i + 1]];
    return [b[0], (a[1] + b[1]) / 2];
  });
}

function say(problem) {
  $("problem").textContent = problem;
  $("problem").hidden = problem === "";
}

// --- settings and buttons --------------------------------------------------------------------------

/** @returns {import("../protocol.ts").Settings} */
function settings() {
  const number = (id) => $(id).value === "" ? NaN : Number($(id).value);
  const words = $("widths").value.split(/[\s,;]+/).filter(Boolean);
  return {
    images: number("images"),
    widths: words.map(Number),
    latent: number("latent"),
    latentActivation: $("latentActivation").value,
    loss: $("loss").value,
    learningRate: number("learningRate"),
    seed: number("seed"),
  };
}

function begin() {
  ask({ type: "start", settings: settings(), running: state.running });
}

function setRunning(running) {
  state.running = running;
  $("train").textContent = running ? "Pause" : "Train";
}

$("train").addEventListener("click", () => {
  setRunning(!state.running);
  if (state.ended) begin();
  else ask({ type: state.running ? "resume" : "pause" });
});
$("one").addEventListener("click", () => {
  setRunning(false);
  if (state.ended) begin();
  ask({ type: "step" });
});
$("reset").addEventListener("click", () => {
  setRunning(false);
  begin();
});
$("settings").addEventListener("change", ({ target }) => {
  if (target.id !== "learningRate" || state.ended) begin();
  else ask({ type: "rate", learningRate: settings().learningRate });
});
$("settings").addEventListener("submit", (event) => event.preventDefault());

function showData() {
  const { name, count, heldOut, height, width } = state.data;
  $("dataNote").textContent = `${name}: ${count.toLocaleString("en")} images of ` +
    `${height}×${width} to train on, ${heldOut} held out`;
  const synthetic = name === "synthetic digits";
  if (synthetic) $("dataNote").textContent += "; or drop IDX files, such as MNIST’s";
  $("synthetic").hidden = synthetic;
  const choices = [500, 2000, 10_000, 60_000].filter((n) => n < count);
  $("images").replaceChildren(...[...choices, count].map((n) => {
    const option = document.createElement("option");
    option.value = String(n);
    option.textContent = n.toLocaleString("en");
    option.selected = n === Math.min(2000, count);
    return option;
  }));
}

// --- images of the reader's own ----------------------------------------------------------------------

async function open(files) {
  if (files.length === 0) return;
  try {
    const read = await Promise.all([...files].map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await unzipped(file)),
    })));
    ask({ type: "data", files: read }, read.map(({ bytes }) => bytes.buffer));
  } catch (error) {
    say(`${[...files].map(({ name }) => name).join(", ")}: ${error.message}`);
  }
}

/** A file's bytes, unpacked if it begins as gzip does. */
async function unzipped(file) {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (start[0] !== 0x1f || start[1] !== 0x8b) return await file.arrayBuffer();
  const stream = file.stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}

$("open").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", () => open($("file").files));
$("synthetic").addEventListener("click", () => ask({ type: "data", files: [] }));
addEventListener("dragover", (event) => {
  event.preventDefault();
  root.classList.add("dropping");
});
addEventListener("dragleave", () => root.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  root.classList.remove("dropping");
  open(event.dataTransfer.files);
});

// --- pictures ----------------------------------------------------------------------------------------

/** Shows an image of numbers in 0–1. */
function show(canvas, image) {
  const { height, width } = state.start;
  [canvas.width, canvas.height] = [width, height];
  const pixels = new ImageData(width, height);
  for (let i = 0; i < image.length; i++) {
    pixels.data.fill(255 * image[i], 4 * i, 4 * i + 3);
    pixels.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

function heldOut(index) {
  const { held: { pixels }, height, width } = state.start, size = height * width;
  return Float32Array.from(pixels.subarray(index * size, (index + 1) * size), (v) => v / 255);
}

/** The held-out images above, their reconstructions below. */
function showReconstructions() {
  const { start: { held, height, width }, view: { reconstructions } } = state;
  const size = height * width, gap = 2, count = Math.floor(reconstructions.length / size);
  const canvas = $("reconstructions");
  [canvas.width, canvas.height] = [count * (width + gap) - gap, 2 * height + gap];
  const pixels = new ImageData(canvas.width, canvas.height);
  [held.pixels, reconstructions].forEach((images, row) => {
    for (let i = 0; i < count * size; i++) {
      const image = Math.floor(i / size), y = Math.floor(i % size / width), x = i % width;
      const at = (row * (height + gap) + y) * canvas.width + image * (width + gap) + x;
      pixels.data.fill(images[i], 4 * at, 4 * at + 3);
      pixels.data[4 * at + 3] = 255;
    }
  });
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

// --- from the drawing to the output --------------------------------------------------------------------

function encode(image) {
  return run(state.view.encoder, image);
}

function decode(code) {
  return pixelsOf(state.view.decoder, code);
}

let codeBars;
function makeBars() {
  $("bars").replaceChildren();
  const count = state.start.settings.latent;
  codeBars = bars($("bars"), { low: 0, high: 1, dead: [], count }, (unit, value) => {
    if (!state.view) return;
    state.code = state.code.slice();
    state.code[unit] = value;
    touched = true;
    showCode();
  });
}

/** Whether the code is the reader's, not that of the input. */
let touched = false;

function setInput(image) {
  state.input = image;
  touched = false;
  showInput();
}

function showInput() {
  if (!state.view) return;
  show($("input"), state.input);
  if (!touched) state.code = encode(state.input);
  codeMap?.mark(...coordinates(state.view.plane, encode(state.input)));
  showCode();
}

function showCode() {
  codeBars.show(state.code);
  state.output = decode(state.code);
  show($("output"), state.output);
  const error = meanSquaredError(state.input, state.output);
  $("error").value = `${touched ? "from your code; " : ""}mean squared error to the input ` +
    error.toFixed(4);
}

const drawing = pad($("pad"), () => {
  $("hint").hidden = true;
  read();
});

let reading = false;
function read() {
  if (reading) return;
  reading = true;
  requestAnimationFrame(() => {
    reading = false;
    if (!state.start) return;
    const { side, values } = drawing.ink(), { height, width } = state.start;
    setInput(toImage(values, side, height, width, $("centre").checked));
  });
}

$("clear").addEventListener("click", () => {
  drawing.clear();
  $("hint").hidden = false;
  read();
});
$("centre").addEventListener("change", () => {
  if ($("hint").hidden) read(); // something is drawn
});
let example = 0;
$("example").textContent = "A held-out image";
$("example").addEventListener("click", () => {
  if (!state.start) return;
  drawing.clear();
  $("hint").hidden = false;
  example = (example + 1) % state.start.held.count;
  setInput(heldOut(example));
});

// --- the map -----------------------------------------------------------------------------------------

let codeMap;
function showMap() {
  const { plane: { points } } = state.view, { held: { labels } } = state.start;
  if (codeMap) return codeMap.update(points, labels);
  codeMap = map($("map"), { points, labels, colours }, (x, y) => {
    show($("there"), decode(codeAt(state.view.plane, x, y)));
    const near = codeMap.nearest(x, y), { labels } = state.start.held;
    show($("nearest"), heldOut(near));
    $("nearestNote").textContent = `nearest on the map: ${labels ? labels[near] : near}`;
    codeMap.draw();
  });
  codeMap.choose(0, 0);
}

function showClasses() {
  const { labels } = state.start.held;
  $("classes").replaceChildren(
    ...[...new Set(labels ?? [])].sort((a, b) => a - b).map((label) => {
      const item = document.createElement("li"), dot = document.createElement("i");
      dot.style.background = colours[label % colours.length];
      item.append(dot, String(label));
      return item;
    }),
  );
}

// --- drawing once a frame ------------------------------------------------------------------------------

let waiting = false, viewChanged = false, shownStart;
function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    if (state.progress) showProgress();
    if (viewChanged && state.view) showView();
    viewChanged = false;
  });
}

const lossOf = (value) => value === undefined ? "–" : value.toFixed(4);

function showProgress() {
  const { progress, training, epochLosses, start, running } = state;
  const heldOutLoss = epochLosses.at(-1)?.validationLoss, trainingLoss = training.at(-1)?.[1];
  const [first] = recent, images = (progress.epochs - first.epochs) * start.images;
  $("rate").textContent = running && images > 0
    ? Math.round(images / (progress.seconds - first.seconds)).toLocaleString("en")
    : "–";
  $("seconds").textContent = `${progress.seconds.toFixed(1)} s`;
  $("epochs").textContent = progress.epochs.toFixed(1);
  $("steps").textContent = progress.steps.toLocaleString("en");
  $("trainingLoss").textContent = lossOf(trainingLoss);
  $("heldOutLoss").textContent = lossOf(heldOutLoss);
  showCurve();
  $("curve").setAttribute(
    "aria-label",
    `The loss during training: ${lossOf(trainingLoss)} on training images, ` +
      `${lossOf(heldOutLoss)} on held-out images, ${start.baseline.toFixed(4)} for the mean image`,
  );
}

function showCurve() {
  if (!state.start) return;
  const { epochLosses } = state, every = Math.ceil(epochLosses.length / 2000);
  const held = epochLosses.filter((_, i) => i % every === 0 || i === epochLosses.length - 1)
    .map(({ epoch, validationLoss }) => [epoch, validationLoss]);
  drawCurve($("curve"), [
    { points: state.training, colour: colours[0] },
    { points: held, colour: colours[1] },
  ], state.start.baseline);
}

function showView() {
  const { view: { units }, start } = state, { latent } = start.settings;
  if (shownStart !== start) {
    shownStart = start;
    showClasses();
    $("mapNote").textContent = `${start.held.count} held-out images at the first two principal ` +
      "components of their codes. Click or drag to decode a point. The ring is your drawing.";
    $("inputNote").textContent =
      `${start.height}×${start.width}, grey, scaled, and centred by its ` +
      "mass like MNIST's digits if “centre” is ticked";
    if (state.input.length !== start.height * start.width || $("hint").hidden === false) {
      example = 0;
      state.input = heldOut(0);
    } else read(); // the drawing, for images of another size
    touched = false;
  }
  codeBars.rescale(units);
  $("codeNote").textContent = `${latent} ${latent === 1 ? "number" : "numbers"}` +
    (units.dead.length ? `, ${units.dead.length} dead` : "");
  $("dead").textContent = `${units.dead.length} of ${latent}`;
  showUnits();
  showReconstructions();
  showMap();
  showInput();
}

function showUnits() {
  const { view: { units: { deviations, dead } } } = state;
  drawUnits($("units"), deviations, dead, [colours[0], colours[1]]);
  const largest = Math.max(...deviations).toPrecision(3);
  $("unitsNote").textContent =
    "The standard deviation of each unit over the held-out images, at most " +
    `${largest}. A unit that does not vary is dead: it carries nothing. Dead: ` +
    `${dead.length ? dead.join(", ") : "none"}.`;
}

function showLines() {
  const names = [
    ["training images", colours[0], "solid"],
    ["held-out images", colours[1], "solid"],
    ["held-out images, if every output were the mean image", "currentColor", "dashed"],
  ];
  $("lines").replaceChildren(...names.map(([name, colour, style]) => {
    const item = document.createElement("li"), line = document.createElement("i");
    line.style.borderTop = `2px ${style} ${colour}`;
    item.append(line, name);
    return item;
  }));
}
showLines();

/** What is drawn in the theme's colours, or as wide as its place. */
function redraw() {
  codeMap?.draw();
  showCurve();
  if (state.view) showUnits();
}
new MutationObserver(redraw).observe(root, { attributeFilter: ["data-theme"] });
addEventListener("resize", redraw);
root.dataset.ready = "yes";
