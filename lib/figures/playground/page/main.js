// The page: encodes the drawing and decodes the code shown by the bars.
import { bars } from "./bars.js";
import { toImage } from "./digit.js";
import { meanSquaredError, pixelsOf, run } from "./inference.js";
import { codeAt, coordinates, map } from "./map.js";
import { pad } from "./pad.js";
import { roundedCodes } from "./rounding.js";
import { predictorOf, showLegend, showSurprise, sum, surpriseOf } from "./surprise.js";
import { inflated, unpack } from "./unpack.js";

const $ = (id) => document.getElementById(id);
const model = unpack(JSON.parse($("header").textContent), await inflated($("data").textContent));
const { height, width, channels, threshold, images, plane, texts } = model;
const size = height * width * channels;

// Shared by all parts of the page and read by its tests; see also showBytes and showRounded.
const state = { input: new Float32Array(size), code: null, output: null };
globalThis.playground = { model, state, encode, decode };

function encode(image) {
  return run(model.encoder, image);
}

function decode(code) {
  return pixelsOf(model.decoder, code);
}

// --- pictures ---------------------------------------------------------------------------------

function show(canvas, image) {
  canvas.width = width;
  canvas.height = height;
  const pixels = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      pixels.data[4 * i + c] = 255 * image[i * channels + Math.min(c, channels - 1)];
    }
    pixels.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

function example(index) {
  return Float32Array.from(
    images.pixels.subarray(index * size, (index + 1) * size),
    (value) => value / images.maximum,
  );
}

function nameOf(index) {
  return images.labels ? texts.classNames[images.labels[index]] : String(index);
}

// --- from the drawing to the output -----------------------------------------------------------

const codeBars = bars($("bars"), model.codes, (unit, value) => {
  state.code = state.code.slice();
  state.code[unit] = value;
  showCode("your code");
});

function setInput(image) {
  state.input = image;
  show($("input"), image);
  state.code = encode(image);
  showBytes();
  showCode("");
  const at = coordinates(plane, state.code);
  codeMap.mark(...at);
}

function showCode(whose) {
  codeBars.show(state.code);
  showRounded();
  state.output = decode(state.code);
  show($("output"), state.output);
  const error = meanSquaredError(state.input, state.output);
  const wrong = state.output.reduce(
    (sum, value, i) => sum + Number((value > 0.5) !== (state.input[i] > 0.5)),
    0,
  );
  $("error").value = `${whose ? `from ${whose}; ` : ""}mean squared error to the input ` +
    `${error.toFixed(4)}, ${wrong} of ${size} pixels on the wrong side of ½`;
}

let pending = false;
const drawing = pad($("pad"), () => {
  $("hint").hidden = true;
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    read();
  });
});

function read() {
  const { side, values } = drawing.ink();
  const grey = toImage(values, side, height, width, $("centre").checked);
  const image = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const value = grey[Math.floor(i / channels)];
    image[i] = threshold === null ? value : Number(value > threshold);
  }
  setInput(image);
}

$("clear").addEventListener("click", () => {
  drawing.clear();
  $("hint").hidden = false;
  read();
});

$("centre").addEventListener("change", () => {
  if ($("hint").hidden) read(); // something is drawn
});

let shown = 0;
$("example").addEventListener("click", () => {
  drawing.clear();
  $("hint").hidden = false;
  shown = (shown + 1) % images.count;
  setInput(example(shown));
});

// --- bytes --------------------------------------------------------------------------------------

const predict = model.pixelModel && predictorOf(model.pixelModel);
const rounded = model.lossy && roundedCodes(model.lossy);
if (predict) showLegend($("legend"));
$("lossless").hidden = !predict;
$("lossy").hidden = !rounded;
$("bytes").hidden = !predict && !rounded;

/** What the input takes in a file, pixel by pixel. */
function showBytes() {
  if (!predict) return;
  const pixels = Uint8Array.from(state.input, (value) => Number(value > 0.5));
  state.white = predict(pixels);
  state.surprise = surpriseOf(pixels, state.white);
  showSurprise($("surprise"), pixels, state.surprise, width);
  $("losslessBytes").value = inBytes(sum(state.surprise));
}

/** What the code takes, rounded, and the image that is left of it. */
function showRounded() {
  if (!rounded) return;
  const step = 2 ** Number($("step").value);
  state.rounded = rounded(state.code, step);
  const image = decode(state.rounded.code);
  show($("rounded"), image);
  $("lossyBytes").value = inBytes(state.rounded.bits);
  $("stepNote").textContent = `step ${step.toFixed(2)}; mean squared error to the input ` +
    meanSquaredError(state.input, image).toFixed(4);
}

function inBytes(bits) {
  return `${(bits / 8).toFixed(1)} bytes (${bits.toFixed(0)} bits)`;
}

$("step").addEventListener("input", showRounded);

/** Says what the pixel under the pointer takes. */
function showPixel({ offsetX, offsetY }) {
  const { clientWidth, clientHeight } = $("surprise");
  const place = (offset, length, count) =>
    Math.max(0, Math.min(count - 1, Math.floor(offset / length * count)));
  const x = place(offsetX, clientWidth, width), y = place(offsetY, clientHeight, height);
  const bits = state.surprise[y * width + x];
  const colour = state.input[y * width + x] > 0.5 ? "white" : "black";
  $("pixelNote").textContent = `row ${y}, column ${x}: ${colour}, expected with ` +
    `${(100 * 2 ** -bits).toFixed(1)} %: ${bits.toFixed(2)} bits`;
}
for (const type of ["pointerdown", "pointermove"]) $("surprise").addEventListener(type, showPixel);

// --- the map ----------------------------------------------------------------------------------

const codeMap = map($("map"), {
  points: plane.points,
  labels: images.labels,
  colours: texts.colours,
}, (x, y) => {
  show($("there"), decode(codeAt(plane, x, y)));
  const near = codeMap.nearest(x, y);
  show($("nearest"), example(near));
  $("nearestNote").textContent = `nearest on the map: ${nameOf(near)}`;
  codeMap.draw();
});

if (images.labels) {
  for (const k of [...new Set(images.labels)].sort((a, b) => a - b)) {
    const item = document.createElement("li");
    const dot = document.createElement("i");
    dot.style.background = texts.colours[k % texts.colours.length];
    item.append(dot, texts.classNames[k]);
    $("classes").append(item);
  }
}

// --- between two ------------------------------------------------------------------------------

const ends = {};
function keep(letter, image) {
  ends[letter] = { image, code: encode(image) };
  show($(letter), image);
  if (ends.a && ends.b) mix();
}

function mix() {
  const t = Number($("mix").value);
  const between = (from, to) => from.map((value, i) => (1 - t) * value + t * to[i]);
  show($("between"), decode(between(ends.a.code, ends.b.code)));
  show($("blend"), between(ends.a.image, ends.b.image));
}

$("mix").addEventListener("input", mix);
$("keepA").addEventListener("click", () => keep("a", state.input));
$("keepB").addEventListener("click", () => keep("b", state.input));

// --- initial state ----------------------------------------------------------------------------

for (
  const id of ["title", "inputNote", "codeNote", "losslessNote", "lossyNote", "mapNote", "notes"]
) {
  $(id).textContent = texts[id];
}
setInput(example(0));
codeMap.choose(...coordinates(plane, plane.mean));
keep("a", example(1));
keep("b", example(2));
// The map is drawn in the theme's colour.
new MutationObserver(() => codeMap.draw())
  .observe(document.documentElement, { attributeFilter: ["data-theme"] });
document.documentElement.dataset.ready = "yes";
