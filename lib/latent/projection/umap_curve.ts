/** UMAP's similarity of two places at distance x: 1 / (1 + a·x^(2b)). */
export interface UmapCurve {
  readonly a: number;
  readonly b: number;
}

/** Where the curve is fitted: that many distances in 0–3. */
const SAMPLES = 300, REACH = 3;

/**
 * The smooth curve that comes nearest to UMAP's wish: similarity 1 up to the least distance, then
 * falling as exp(−(x − least)); least squares by Gauss & Newton, with the step halved until it helps.
 *
 * For 0.1 it is a = 1.577, b = 0.895, as in the reference implementation.
 *
 * @param leastDistance how close points may come, 0–2
 * @throws {RangeError} the distance is not in that range
 */
export function umapCurve(leastDistance: number): UmapCurve {
  if (!(leastDistance >= 0 && leastDistance <= 2)) {
    throw new RangeError(`least distance must be in 0–2, got ${leastDistance}`);
  }
  let [a, b] = [1, 1], error = meanSquaredError(a, b, leastDistance);
  for (let round = 0; round < 100; round++) {
    const [stepA, stepB] = gaussNewtonStep(a, b, leastDistance);
    let size = 1;
    const next = () => meanSquaredError(a + size * stepA, b + size * stepB, leastDistance);
    while (size > 1e-6 && !(a + size * stepA > 0 && next() < error)) size /= 2;
    if (size <= 1e-6) break;
    error = next();
    a += size * stepA;
    b += size * stepB;
  }
  return { a, b };
}

function* residuals(a: number, b: number, least: number) {
  for (let i = 1; i < SAMPLES; i++) {
    const x = REACH * i / (SAMPLES - 1), power = x ** (2 * b), similarity = 1 / (1 + a * power);
    const wanted = x < least ? 1 : Math.exp(least - x);
    yield { x, power, similarity, residual: wanted - similarity };
  }
}

function meanSquaredError(a: number, b: number, least: number): number {
  let sum = 0;
  for (const { residual } of residuals(a, b, least)) sum += residual ** 2;
  return sum;
}

/** (JᵀJ)⁻¹Jᵀr for the two parameters. */
function gaussNewtonStep(a: number, b: number, least: number): [number, number] {
  let aa = 0, ab = 0, bb = 0, ra = 0, rb = 0;
  for (const { x, power, similarity, residual } of residuals(a, b, least)) {
    const slopeA = -(similarity ** 2) * power, slopeB = 2 * a * Math.log(x) * slopeA;
    aa += slopeA * slopeA;
    ab += slopeA * slopeB;
    bb += slopeB * slopeB;
    ra += slopeA * residual;
    rb += slopeB * residual;
  }
  const determinant = aa * bb - ab * ab;
  return [(bb * ra - ab * rb) / determinant, (aa * rb - ab * ra) / determinant];
}
