/** The maximum depth. Points that are not separated there share a leaf; equal points always do. */
const DEPTH = 40;

/**
 * A quadtree over points of the plane that sums the forces of all points on one of them, treating a
 * distant cell as a single point mass (Barnes & Hut 1986; for t-SNE, van der Maaten 2014).
 */
export class Quadtree {
  /** the first of a cell's four children, or 0 for a leaf */
  #children = new Int32Array(64);
  /** the number of points in the cell */
  #mass = new Float64Array(64);
  /** the sums of their coordinates */
  #sumX = new Float64Array(64);
  #sumY = new Float64Array(64);
  /** the side length of the cell */
  #side = new Float64Array(64);
  /** the leaf of each point */
  #leaf: Int32Array;
  /** a point of each leaf */
  #point = new Int32Array(64);
  #cells = 0;
  #stack = new Int32Array(4 * (DEPTH + 2));

  /** @param points x and y of each point: 2n numbers */
  constructor(points: Float64Array) {
    this.#leaf = new Int32Array(points.length / 2);
    this.build(points);
  }

  /** Rebuilds the tree from new positions of the same number of points. */
  build(points: Float64Array): void {
    let left = Infinity, right = -Infinity, low = Infinity, high = -Infinity;
    for (let i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]);
      right = Math.max(right, points[i]);
      low = Math.min(low, points[i + 1]);
      high = Math.max(high, points[i + 1]);
    }
    const side = Math.max(right - left, high - low) || 1;
    this.#cells = 0;
    this.#addCells(1, side);
    for (let i = 0; i < this.#leaf.length; i++) {
      this.#insert(points, i, (left + right) / 2, (low + high) / 2, side);
    }
  }

  #addCells(count: number, side: number): number {
    const first = this.#cells;
    this.#cells += count;
    if (this.#cells > this.#mass.length) this.#grow();
    this.#children.fill(0, first, this.#cells);
    this.#mass.fill(0, first, this.#cells);
    this.#sumX.fill(0, first, this.#cells);
    this.#sumY.fill(0, first, this.#cells);
    this.#side.fill(side, first, this.#cells);
    return first;
  }

  #grow(): void {
    const size = 2 * this.#mass.length;
    const grown = <T extends Float64Array | Int32Array>(old: T, array: T): T => {
      array.set(old);
      return array;
    };
    this.#mass = grown(this.#mass, new Float64Array(size));
    this.#sumX = grown(this.#sumX, new Float64Array(size));
    this.#sumY = grown(this.#sumY, new Float64Array(size));
    this.#side = grown(this.#side, new Float64Array(size));
    this.#children = grown(this.#children, new Int32Array(size));
    this.#point = grown(this.#point, new Int32Array(size));
  }

  #insert(points: Float64Array, i: number, cx: number, cy: number, side: number): void {
    const x = points[2 * i], y = points[2 * i + 1];
    for (let cell = 0, depth = 0;; depth++) {
      const before = this.#mass[cell]++;
      this.#sumX[cell] += x;
      this.#sumY[cell] += y;
      if (this.#children[cell] === 0) {
        if (before === 0) this.#point[cell] = i;
        if (before === 0 || depth === DEPTH) {
          this.#leaf[i] = cell;
          return;
        }
        this.#split(points, cell, cx, cy, side / 2);
      }
      side /= 2;
      const east = x > cx ? 1 : 0, north = y > cy ? 1 : 0;
      cell = this.#children[cell] + east + 2 * north;
      cx += (east - 0.5) * side;
      cy += (north - 0.5) * side;
    }
  }

  /** Splits a leaf into four children and moves its point into one of them. */
  #split(points: Float64Array, cell: number, cx: number, cy: number, side: number): void {
    const first = this.#addCells(4, side), point = this.#point[cell];
    this.#children[cell] = first;
    const x = points[2 * point], y = points[2 * point + 1];
    const child = first + (x > cx ? 1 : 0) + (y > cy ? 2 : 0);
    this.#mass[child] = 1;
    this.#sumX[child] = x;
    this.#sumY[child] = y;
    this.#point[child] = point;
    this.#leaf[point] = child;
  }

  /**
   * Adds the repulsion on point i, Σj q(i,j)²·(yi − yj) with q(i,j) = 1 / (1 + ‖yi − yj‖²), to
   * `force` at 2i and 2i + 1.
   *
   * A cell counts as one point at its centre of mass if its side is less than θ times the distance.
   *
   * @param theta θ; 0 is exact, 0.5 is usual, larger is coarser
   * @returns Σj q(i,j), the point's contribution to t-SNE's normaliser
   */
  repel(points: Float64Array, i: number, theta: number, force: Float64Array): number {
    const x = points[2 * i], y = points[2 * i + 1], own = this.#leaf[i], stack = this.#stack;
    const masses = this.#mass, sumX = this.#sumX, sumY = this.#sumY;
    const children = this.#children, sides = this.#side, coarse = theta * theta;
    let total = 0, fx = 0, fy = 0, top = 1;
    stack[0] = 0;
    while (top > 0) {
      const cell = stack[--top], mass = masses[cell] - (cell === own ? 1 : 0);
      if (mass === 0) continue;
      const dx = x - sumX[cell] / masses[cell], dy = y - sumY[cell] / masses[cell];
      const square = dx * dx + dy * dy, first = children[cell];
      if (first === 0 || sides[cell] * sides[cell] < coarse * square) {
        const q = 1 / (1 + square), push = mass * q * q;
        total += mass * q;
        fx += push * dx;
        fy += push * dy;
      } else {
        for (let child = first; child < first + 4; child++) {
          if (masses[child] > 0) stack[top++] = child;
        }
      }
    }
    force[2 * i] += fx;
    force[2 * i + 1] += fy;
    return total;
  }
}
