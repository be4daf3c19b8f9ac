import type { Numbers } from "../protocol/arguments.ts";

/**
 * Walks the items low…high−1 of nested loops, outermost first, over two operands. `visit` gets the
 * items that lie in one round of the innermost loop together: the first of them, how many there are,
 * and where the first is in each operand. All in numbers.
 */
export function forEachRow(
  low: number,
  high: number,
  sizes: Numbers,
  [aStrides, bStrides]: [Numbers, Numbers],
  visit: (item: number, count: number, a: number, b: number) => void,
): void {
  const last = sizes.length - 1, rows = sizes[last];
  for (let item = low; item < high;) {
    const row = item % rows, count = Math.min(rows - row, high - item);
    let a = row * aStrides[last], b = row * bStrides[last];
    for (let loop = last - 1, rest = (item - row) / rows; loop >= 0; loop--) {
      const index = rest % sizes[loop];
      rest = (rest - index) / sizes[loop];
      a += index * aStrides[loop];
      b += index * bStrides[loop];
    }
    visit(item, count, a, b);
    item += count;
  }
}
