/** The index of the largest value in each row of n · `columns` numbers, the first of equal ones. */
export function rowArgmax(values: Float32Array | Float64Array, columns: number): Int32Array {
  return Int32Array.from({ length: values.length / columns }, (_, i) => {
    const row = values.subarray(i * columns, (i + 1) * columns);
    return row.indexOf(Math.max(...row));
  });
}
