/** Points that this many halvings of the plane do not part share a leaf: equal ones never would. */
const DEEPEST = 40;

/**
 * A quadtree over points of the plane that answers what all of them do to one of them, taking a
 * cell far away as one heavy point (Barnes & Hut 1986; for t-SNE, van der Maaten 2014).
 */
export class Quadtree {
  /** the first of a cell's four quarters, or 0 for a leaf */
  #quarters = new Int32Array(64);
  /** points in the cell */
  #mass = new Float64Array(64);
  /** the sums of their coordinates */
  #sumX = new Float64Array(64);
  #sumY = new Float64Array(64);
  /** the side of the cell */
  #side = new Float64Array(64);
  /** the cell in which each point ended */
  #leaf: Int32Array;
  /** one point of each leaf */
  #point = new Int32Array(64);
  #cells = 0;
  #stack = new Int32Array(4 * (DEEPEST + 2));

  /** @param points x and y of each point: 2n numbers */
  constructor(points: Float64Array) {
    this.#leaf = new Int32Array(points.length / 2);
    this.build(points);
  }

  /** Forgets the old points and takes in as many new ones. */
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
    this.#add(1, side);
    for (let i = 0; i < this.#leaf.length; i++) {
      this.#insert(points, i, (left + right) / 2, (low + high) / 2, side);
    }
  }

  #add(count: number, side: number): number {
    const first = this.#cells;
    this.#cells += count;
    if (this.#cells > this.#mass.length) this.#grow();
    this.#quarters.fill(0, first, this.#cells);
    this.#mass.fill(0, first, this.#cells);
    this.#sumX.fill(0, first, this.#cells);
    this.#sumY.fill(0, first, this.#cells);
    this.#side.fill(side, first, this.#cells);
    return first;
  }

  #grow(): void {
    const size = 2 * this.#mass.length;
    const longer = (old: Float64Array) => {
      const array = new Float64Array(size);
      array.set(old);
      return array;
    };
    const longerIntegers = (old: Int32Array) => {
      const array = new Int32Array(size);
      array.set(old);
      return array;
    };
    this.#mass = longer(this.#mass);
    this.#sumX = longer(this.#sumX);
    this.#sumY = longer(this.#sumY);
    this.#side = longer(this.#side);
    this.#quarters = longerIntegers(this.#quarters);
    this.#point = longerIntegers(this.#point);
  }

  #insert(points: Float64Array, i: number, cx: number, cy: number, side: number): void {
    const x = points[2 * i], y = points[2 * i + 1];
    for (let cell = 0, depth = 0;; depth++) {
      const before = this.#mass[cell]++;
      this.#sumX[cell] += x;
      this.#sumY[cell] += y;
      if (this.#quarters[cell] === 0) {
        if (before === 0) this.#point[cell] = i;
        if (before === 0 || depth === DEEPEST) {
          this.#leaf[i] = cell;
          return;
        }
        this.#split(points, cell, cx, cy, side / 2);
      }
      side /= 2;
      const east = x > cx ? 1 : 0, north = y > cy ? 1 : 0;
      cell = this.#quarters[cell] + east + 2 * north;
      cx += (east - 0.5) * side;
      cy += (north - 0.5) * side;
    }
  }

  /** Gives a leaf quarters and moves its point into one of them. */
  #split(points: Float64Array, cell: number, cx: number, cy: number, side: number): void {
    const first = this.#add(4, side), point = this.#point[cell];
    this.#quarters[cell] = first;
    const x = points[2 * point], y = points[2 * point + 1];
    const quarter = first + (x > cx ? 1 : 0) + (y > cy ? 2 : 0);
    this.#mass[quarter] = 1;
    this.#sumX[quarter] = x;
    this.#sumY[quarter] = y;
    this.#point[quarter] = point;
    this.#leaf[point] = quarter;
  }

  // q(i,j) = 1 / (1 + ‖yi − yj‖²), force on i = Σj q(i,j)²·(yi − yj), returned: Σj q(i,j)
  //
  // A cell counts as one point at its centre of mass when its side is below θ times the distance.
  /**
   * Adds the repulsion on point i to `force` at 2i and 2i + 1.
   *
   * @param theta 0 is exact, larger is coarser; 0.5 is usual
   * @returns Σ q(i,j), the point's share of t-SNE's normaliser
   */
  repel(points: Float64Array, i: number, theta: number, force: Float64Array): number {
    const x = points[2 * i], y = points[2 * i + 1], own = this.#leaf[i], stack = this.#stack;
    const masses = this.#mass, sumX = this.#sumX, sumY = this.#sumY;
    const quarters = this.#quarters, sides = this.#side, coarse = theta * theta;
    let total = 0, fx = 0, fy = 0, top = 1;
    stack[0] = 0;
    while (top > 0) {
      const cell = stack[--top], mass = masses[cell] - (cell === own ? 1 : 0);
      if (mass === 0) continue;
      const dx = x - sumX[cell] / masses[cell], dy = y - sumY[cell] / masses[cell];
      const square = dx * dx + dy * dy, first = quarters[cell];
      if (first === 0 || sides[cell] * sides[cell] < coarse * square) {
        const q = 1 / (1 + square), push = mass * q * q;
        total += mass * q;
        fx += push * dx;
        fy += push * dy;
      } else {
        for (let quarter = first; quarter < first + 4; quarter++) {
          if (masses[quarter] > 0) stack[top++] = quarter;
        }
      }
    }
    force[2 * i] += fx;
    force[2 * i + 1] += fy;
    return total;
  }
}
