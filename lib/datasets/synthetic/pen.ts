/** Samples between two points of a curve. */
const SAMPLES = 5;

/** A line in pixels: x, y and the pen's radius at each point. */
export interface Line {
  x: number[];
  y: number[];
  radius: number[];
}

/**
 * Samples a smooth curve through the given points, a Catmull–Rom spline (Catmull & Rom 1974):
 *
 * p(t) = b + ½t(c − a + t(2a − 5b + 4c − d + t(3(b − c) + d − a))) between b and c, 0 ≤ t ≤ 1
 *
 * @param points x, y, x, y, …
 * @param path the points of the curve in order, as indices of pairs
 */
export function smooth(
  points: Float64Array,
  path: readonly number[],
): { x: number[]; y: number[] } {
  const x: number[] = [], y: number[] = [];
  const last = path.length - 1;
  for (let i = 0; i < last; i++) {
    const [a, b, c, d] = [i - 1, i, i + 1, i + 2].map((k) =>
      2 * path[k < 0 ? 0 : k > last ? last : k]
    );
    for (let k = 0; k < SAMPLES; k++) {
      const t = k / SAMPLES;
      x.push(spline(points[a], points[b], points[c], points[d], t));
      y.push(spline(points[a + 1], points[b + 1], points[c + 1], points[d + 1], t));
    }
  }
  x.push(points[2 * path[last]]);
  y.push(points[2 * path[last] + 1]);
  return { x, y };
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/**
 * Draws lines into a grey image: pixels within the pen's radius of a line are white. The edge fades
 * to black over `blur` pixels, half of them inside and half outside.
 *
 * depth[y, x] = max over segments of radius − distance, above 0 inside a line
 */
export function draw(
  lines: readonly Line[],
  blur: number,
  image: Uint8Array,
  height: number,
  width: number,
): void {
  const depth = new Float64Array(height * width).fill(-blur);
  for (const { x, y, radius } of lines) {
    for (let i = 0; i + 1 < x.length; i++) {
      const r = radius[i], reach = r + blur;
      const dx = x[i + 1] - x[i], dy = y[i + 1] - y[i];
      const norm = dx * dx + dy * dy || 1;
      const left = Math.max(0, Math.ceil(Math.min(x[i], x[i + 1]) - reach));
      const right = Math.min(width - 1, Math.floor(Math.max(x[i], x[i + 1]) + reach));
      const top = Math.max(0, Math.ceil(Math.min(y[i], y[i + 1]) - reach));
      const bottom = Math.min(height - 1, Math.floor(Math.max(y[i], y[i + 1]) + reach));
      for (let v = top; v <= bottom; v++) {
        for (let u = left; u <= right; u++) {
          const px = u - x[i], py = v - y[i];
          const along = (px * dx + py * dy) / norm;
          const t = along < 0 ? 0 : along > 1 ? 1 : along;
          const ox = px - t * dx, oy = py - t * dy;
          const d = r - Math.sqrt(ox * ox + oy * oy);
          if (d > depth[v * width + u]) depth[v * width + u] = d;
        }
      }
    }
  }
  for (let i = 0; i < depth.length; i++) {
    const share = depth[i] / blur + 0.5;
    image[i] = share <= 0 ? 0 : share >= 1 ? 255 : Math.round(255 * share);
  }
}
