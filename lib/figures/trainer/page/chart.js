// The loss curve and the bars of the units, on canvases as sharp as the screen.

/** A canvas's context in CSS pixels, and its size in them. */
function surface(canvas) {
  const width = canvas.clientWidth, height = canvas.clientHeight, scale = devicePixelRatio || 1;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext("2d"), style = getComputedStyle(canvas);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `11px ${style.fontFamily}`;
  context.fillStyle = context.strokeStyle = style.color;
  return { context, width, height };
}

/**
 * Round numbers between the two: 1, 2 and 5 times powers of ten, or every digit in a narrow range.
 * @param {number} low
 * @param {number} high
 * @returns {number[]}
 */
function logTicks(low, high) {
  const ticks = [], digits = high / low < 8 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 2, 5];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const digit of digits) {
      const tick = digit * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(Number(tick.toPrecision(1)));
    }
  }
  return ticks;
}

/** @param {number} high @returns {number} a round distance between about five ticks from 0 to `high` */
function distance(high) {
  const power = 10 ** Math.floor(Math.log10(high / 5));
  return power * [1, 2, 5, 10].find((digit) => high / (digit * power) <= 5.5);
}

/**
 * Draws losses over epochs, on a logarithmic scale.
 * @param {HTMLCanvasElement} canvas
 * @param {{ points: (readonly [number, number])[], colour: string }[]} lines
 * @param {number} baseline a dashed line
 */
export function drawCurve(canvas, lines, baseline) {
  const { context, width, height } = surface(canvas);
  const left = 44, right = width - 8, top = 8, bottom = height - 20;
  const all = lines.flatMap(({ points }) => points);
  const losses = [baseline, ...all.map(([, loss]) => loss)].filter((loss) => loss > 0);
  const low = Math.min(...losses) / 1.08, high = Math.max(...losses) * 1.08;
  const end = Math.max(1, ...all.map(([epochs]) => epochs));
  const x = (epochs) => left + (right - left) * epochs / end;
  const y = (loss) => top + (bottom - top) * Math.log(high / loss) / Math.log(high / low);

  context.globalAlpha = 0.7;
  context.textAlign = "right";
  context.textBaseline = "middle";
  const ticks = logTicks(low, high);
  for (const tick of ticks) context.fillText(String(tick), left - 6, y(tick));
  context.textAlign = "center";
  context.textBaseline = "top";
  const apart = distance(end);
  for (let tick = 0; tick <= end * 1.0001; tick += apart) {
    context.fillText(String(Number(tick.toPrecision(6))), x(tick), bottom + 5);
  }
  context.globalAlpha = 0.15;
  for (const tick of ticks) context.fillRect(left, y(tick), right - left, 1);
  context.globalAlpha = 0.6;
  context.setLineDash([4, 4]);
  context.beginPath();
  context.moveTo(left, y(baseline));
  context.lineTo(right, y(baseline));
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
  for (const { points, colour } of lines) {
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    context.beginPath();
    for (const [epochs, loss] of points) context.lineTo(x(epochs), y(loss));
    context.stroke();
    if (points.length > 0) {
      context.beginPath();
      context.arc(x(points.at(-1)[0]), y(points.at(-1)[1]), 2.5, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

/**
 * Draws a bar for each unit, and what is dead as an empty column of the other colour.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} deviations
 * @param {number[]} dead
 * @param {[alive: string, dead: string]} colours
 */
export function drawUnits(canvas, deviations, dead, [alive, died]) {
  const { context, width, height } = surface(canvas);
  const each = width / deviations.length, gap = Math.min(2, each / 4);
  const largest = Math.max(...deviations) || 1;
  Array.from(deviations).forEach((deviation, unit) => {
    const isDead = dead.includes(unit);
    const size = isDead ? height : Math.max(1, deviation / largest * height);
    context.fillStyle = isDead ? died : alive;
    context.globalAlpha = isDead ? 0.3 : 1;
    context.fillRect(unit * each, height - size, each - gap, size);
  });
  context.globalAlpha = 1;
}
