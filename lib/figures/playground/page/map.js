// A plane in the latent space: every point is a code and decodes to an image.

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ points: Float32Array, labels?: Uint8Array, colours: string[] }} data
 * @param {(x: number, y: number) => void} chosen called with the coordinates of the cross
 */
export function map(canvas, { points, labels, colours }, chosen) {
  const context = canvas.getContext("2d");
  const side = canvas.width;
  let xs, ys, middle, reach;
  const place = (points) => {
    xs = points.filter((_, i) => i % 2 === 0);
    ys = points.filter((_, i) => i % 2 === 1);
    middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
    reach = 1.08 * Math.max(Math.max(...xs) - middle[0], Math.max(...ys) - middle[1], 1e-6);
  };
  place(points);
  const across = (x) => (x - middle[0] + reach) / (2 * reach) * side;
  const down = (y) => (middle[1] + reach - y) / (2 * reach) * side;
  let cursor = [0, 0], drawing;

  const choose = (x, y) => {
    const bound = (value, centre) => Math.max(centre - reach, Math.min(centre + reach, value));
    cursor = [bound(x, middle[0]), bound(y, middle[1])];
    chosen(...cursor);
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    choose(
      middle[0] - reach + (event.clientX - box.left) / box.width * 2 * reach,
      middle[1] + reach - (event.clientY - box.top) / box.height * 2 * reach,
    );
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    point(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) point(event);
  });
  canvas.addEventListener("keydown", (event) => {
    const step = reach / (event.shiftKey ? 8 : 40);
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (!(event.key in move)) return;
    event.preventDefault();
    choose(cursor[0] + step * move[event.key][0], cursor[1] + step * move[event.key][1]);
  });

  const ring = (x, y, radius, colour, width) => {
    context.beginPath();
    context.arc(across(x), down(y), radius, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  };
  const draw = () => {
    const ink = getComputedStyle(canvas).color;
    context.clearRect(0, 0, side, side);
    context.globalAlpha = 0.75;
    for (let i = 0; i < xs.length; i++) {
      context.fillStyle = colours[labels ? labels[i] % colours.length : 0];
      context.beginPath();
      context.arc(across(xs[i]), down(ys[i]), side / 140, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    if (drawing) ring(...drawing, side / 45, ink, side / 130);
    const [x, y] = [across(cursor[0]), down(cursor[1])];
    context.strokeStyle = ink;
    context.lineWidth = side / 200;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [0, 1]]) {
      context.moveTo(x - dx * side / 40, y - dy * side / 40);
      context.lineTo(x + dx * side / 40, y + dy * side / 40);
    }
    context.stroke();
  };
  return {
    draw,
    choose,
    /** Shows the codes of a network that has changed, and the same place of its plane. */
    update(points, newLabels) {
      place(points);
      labels = newLabels;
      choose(...cursor);
    },
    /** Marks the code of the drawing by a ring. */
    mark(x, y) {
      drawing = [x, y];
      draw();
    },
    nearest(x, y) {
      let [best, least] = [0, Infinity];
      for (let i = 0; i < xs.length; i++) {
        const distance = (xs[i] - x) ** 2 + (ys[i] - y) ** 2;
        if (distance < least) [best, least] = [i, distance];
      }
      return best;
    },
  };
}

/**
 * A code's coordinates on a plane: dot products with its two axes.
 * @param {{ mean: Float32Array, axes: Float32Array }} plane
 * @param {Float32Array} code
 */
export function coordinates({ mean, axes }, code) {
  return [0, 1].map((axis) =>
    code.reduce((sum, value, i) => sum + (value - mean[i]) * axes[axis * code.length + i], 0)
  );
}

/**
 * The code at a place of a plane.
 * @param {{ mean: Float32Array, axes: Float32Array }} plane
 */
export function codeAt({ mean, axes }, x, y) {
  return mean.map((m, i) => m + x * axes[i] + y * axes[mean.length + i]);
}
