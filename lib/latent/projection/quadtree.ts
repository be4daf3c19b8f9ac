/** The maximum depth. Points that are not separated there share a leaf; equal points always do. */
const DEPTH = 40;

/** Numbers of a node: the centre of mass, the mass, and the square of the side length, −1 of a leaf. */
const NODE = 4;

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
  /** the leaf of each point */
  #leaf: Int32Array;
  /** a point of each leaf */
  #point = new Int32Array(64);
  #cells = 0;
  // The cells with points once more, in the order in which repel() comes to them: a parent before its
  // children, so that memory is read in order and no stack is needed.
  #nodes = new Float64Array(64 * NODE);
  /** the node after all descendants of a node */
  #after = new Int32Array(64);
  /** the node of a cell */
  #node = new Int32Array(64);
  #placed = 0;

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
    this.#addCells(1);
    for (let i = 0; i < this.#leaf.length; i++) {
      this.#insert(points, i, (left + right) / 2, (low + high) / 2, side);
    }
    this.#placed = 0;
    this.#place(0, side);
  }

  /** Makes nodes of a cell and its descendants. */
  #place(cell: number, side: number): void {
    const node = this.#placed++, nodes = this.#nodes, at = node * NODE, mass = this.#mass[cell];
    nodes[at] = this.#sumX[cell] / mass;
    nodes[at + 1] = this.#sumY[cell] / mass;
    nodes[at + 2] = mass;
    this.#node[cell] = node;
    const first = this.#children[cell];
    nodes[at + 3] = first === 0 ? -1 : side ** 2; // a leaf always counts as one point
    for (let child = first + 3; first > 0 && child >= first; child--) {
      if (this.#mass[child] > 0) this.#place(child, side / 2);
    }
    this.#after[node] = this.#placed;
  }

  /** The points in the order of their leaves: those that follow one another meet the same cells. */
  order(): Int32Array {
    const counts = new Int32Array(this.#placed + 1), order = new Int32Array(this.#leaf.length);
    for (const leaf of this.#leaf) counts[this.#node[leaf] + 1]++;
    for (let node = 0; node < this.#placed; node++) counts[node + 1] += counts[node];
    this.#leaf.forEach((leaf, point) => order[counts[this.#node[leaf]]++] = point);
    return order;
  }

  #addCells(count: number): number {
    const first = this.#cells;
    this.#cells += count;
    if (this.#cells > this.#mass.length) this.#grow();
    this.#children.fill(0, first, this.#cells);
    this.#mass.fill(0, first, this.#cells);
    this.#sumX.fill(0, first, this.#cells);
    this.#sumY.fill(0, first, this.#cells);
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
    this.#children = grown(this.#children, new Int32Array(size));
    this.#point = grown(this.#point, new Int32Array(size));
    this.#nodes = new Float64Array(size * NODE);
    this.#after = new Int32Array(size);
    this.#node = new Int32Array(size);
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
        this.#split(points, cell, cx, cy);
      }
      side /= 2;
      const east = x > cx ? 1 : 0, north = y > cy ? 1 : 0;
      cell = this.#children[cell] + east + 2 * north;
      cx += (east - 0.5) * side;
      cy += (north - 0.5) * side;
    }
  }

  /** Splits a leaf into four children and moves its point into one of them. */
  #split(points: Float64Array, cell: number, cx: number, cy: number): void {
    const first = this.#addCells(4), point = this.#point[cell];
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
    const x = points[2 * i], y = points[2 * i + 1], own = this.#node[this.#leaf[i]];
    const nodes = this.#nodes, after = this.#after, count = this.#placed, coarse = theta * theta;
    let total = 0, fx = 0, fy = 0;
    for (let node = 0; node < count;) {
      const at = node * NODE, dx = x - nodes[at], dy = y - nodes[at + 1];
      const square = dx * dx + dy * dy;
      if (!(nodes[at + 3] >= coarse * square)) { // so that NaN is added as well
        const mass = node === own ? nodes[at + 2] - 1 : nodes[at + 2];
        const q = 1 / (1 + square), push = mass * q * q;
        total += mass * q;
        fx += push * dx;
        fy += push * dy;
        node = after[node];
      } else node++;
    }
    force[2 * i] += fx;
    force[2 * i + 1] += fy;
    return total;
  }
}
