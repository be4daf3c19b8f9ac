// Turns a drawing into an image like MNIST's (LeCun et al. 1998): scaled so that its longer side
// fits a box of 20 pixels, anti-aliased, and centred by its mass in 28 × 28. Or as it is: the pad
// scaled to the image, the drawing where it was drawn.

/**
 * @param {ArrayLike<number>} ink side × side numbers in 0–1, row by row
 * @param {number} side
 * @param {number} height
 * @param {number} width
 * @param {boolean} centre whether to scale the drawing to its box and centre it
 * @returns {Float32Array} height × width numbers in 0–1
 */
export function toImage(ink, side, height, width, centre) {
  const image = new Float32Array(height * width);
  let [mass, sumX, sumY, top, left, bottom, right] = [0, 0, 0, side, side, -1, -1];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = ink[y * side + x];
      if (value < 0.05) continue;
      mass += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
      [top, left] = [Math.min(top, y), Math.min(left, x)];
      [bottom, right] = [Math.max(bottom, y), Math.max(right, x)];
    }
  }
  if (mass === 0) return image;
  const shorter = Math.min(height, width);
  // A dot is enlarged to at most three times its size, not to the whole box.
  const scale = centre
    ? Math.min(20 / 28 * shorter / Math.max(bottom - top + 1, right - left + 1), 3 * shorter / side)
    : shorter / side;
  // The point that comes to the middle of the image: the centre of mass, or of the pad.
  const [x, y] = centre ? [sumX / mass, sumY / mass] : [side / 2, side / 2];
  const x0 = width / 2 - scale * x, y0 = height / 2 - scale * y;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const value = ink[y * side + x];
      if (value >= 0.05) spread(image, height, width, y0 + y * scale, x0 + x * scale, scale, value);
    }
  }
  return image.map((value) => Math.min(1, value));
}

/** Adds a square of brightness `value` to the pixels that it covers, in proportion to the area. */
function spread(image, height, width, y, x, size, value) {
  for (let i = Math.floor(y); i < y + size; i++) {
    if (i < 0 || i >= height) continue;
    const rows = Math.min(i + 1, y + size) - Math.max(i, y);
    for (let j = Math.floor(x); j < x + size; j++) {
      if (j < 0 || j >= width) continue;
      const columns = Math.min(j + 1, x + size) - Math.max(j, x);
      image[i * width + j] += value * rows * columns;
    }
  }
}
