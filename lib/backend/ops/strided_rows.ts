/**
 * Iterates over the items low…high−1 of nested loops, outermost first, with two operands. `visit`
 * gets the items of one run of the innermost loop together: the first item, their count, and the
 * offset of the first in each operand, in numbers.
 */
export function forEachRow(
  low: number,
  high: number,
  sizes: readonly number[],
  [aStrides, bStrides]: [readonly number[], readonly number[]],
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
