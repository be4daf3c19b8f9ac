// @ts-nocheck AssemblyScript
// Products of one or two rows, and tiny ones, without packing.

/** C[i, j] (+)= Σ_l A[i, l] · B[l, j]; C[i, j] is at c + 4·(i·cRow + j·cColumn). */
export function thinProduct(
  transposeA: bool,
  transposeB: bool,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  ldb: i32,
  accumulate: bool,
  c: usize,
  cRow: i32,
  cColumn: i32,
): void {
  const aRow = transposeA ? <usize> 4 : <usize> lda << 2;
  const aStep = transposeA ? <usize> lda << 2 : <usize> 4;
  const row = <usize> cRow << 2, column = <usize> cColumn << 2;
  for (let i = 0; i < m; i++) {
    if (transposeB) rowByRows(a, aStep, b, <usize> ldb << 2, n, k, accumulate, c, column);
    else rowByColumns(a, aStep, b, <usize> ldb << 2, n, k, accumulate, c, column);
    a += aRow;
    c += row;
  }
}

// @inline
function put(c: usize, value: f32, accumulate: bool): void {
  store<f32>(c, accumulate ? load<f32>(c) + value : value);
}

// c[j] = Σ_l a[l] · B[l, j], sixteen columns at a time.
function rowByColumns(
  a: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  n: i32,
  k: i32,
  accumulate: bool,
  c: usize,
  column: usize,
): void {
  let j = 0;
  for (; j + 15 < n; j += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, p = a, q = b;
    for (let l = 0; l < k; l++) {
      const x = v128.load32_splat(p);
      s0 = f32x4.relaxed_madd(x, v128.load(q), s0);
      s1 = f32x4.relaxed_madd(x, v128.load(q, 16), s1);
      s2 = f32x4.relaxed_madd(x, v128.load(q, 32), s2);
      s3 = f32x4.relaxed_madd(x, v128.load(q, 48), s3);
      p += aStep;
      q += bRow;
    }
    putFour(c, s0, accumulate, column);
    putFour(c + column * 4, s1, accumulate, column);
    putFour(c + column * 8, s2, accumulate, column);
    putFour(c + column * 12, s3, accumulate, column);
    b += 64;
    c += column << 4;
  }
  for (; j + 3 < n; j += 4) {
    let s0 = f32x4.splat(0), p = a, q = b;
    for (let l = 0; l < k; l++) {
      s0 = f32x4.relaxed_madd(v128.load32_splat(p), v128.load(q), s0);
      p += aStep;
      q += bRow;
    }
    putFour(c, s0, accumulate, column);
    b += 16;
    c += column << 2;
  }
  for (; j < n; j++) {
    let sum: f32 = 0, p = a, q = b;
    for (let l = 0; l < k; l++) {
      sum += load<f32>(p) * load<f32>(q);
      p += aStep;
      q += bRow;
    }
    put(c, sum, accumulate);
    b += 4;
    c += column;
  }
}

// @inline
function putFour(c: usize, sum: v128, accumulate: bool, column: usize): void {
  if (column == 4) {
    v128.store(c, accumulate ? f32x4.add(v128.load(c), sum) : sum);
    return;
  }
  put(c, f32x4.extract_lane(sum, 0), accumulate);
  put(c + column, f32x4.extract_lane(sum, 1), accumulate);
  put(c + column * 2, f32x4.extract_lane(sum, 2), accumulate);
  put(c + column * 3, f32x4.extract_lane(sum, 3), accumulate);
}

// c[j] = Σ_l a[l] · B[j, l]: dot products, each in eight partial sums.
function rowByRows(
  a: usize,
  aStep: usize,
  b: usize,
  bRow: usize,
  n: i32,
  k: i32,
  accumulate: bool,
  c: usize,
  column: usize,
): void {
  for (let j = 0; j < n; j++) {
    let s0 = f32x4.splat(0), s1 = s0, l = 0, p = a, q = b;
    if (aStep == 4) {
      for (; l + 7 < k; l += 8) {
        s0 = f32x4.relaxed_madd(v128.load(p), v128.load(q), s0);
        s1 = f32x4.relaxed_madd(v128.load(p, 16), v128.load(q, 16), s1);
        p += 32;
        q += 32;
      }
    }
    s0 = f32x4.add(s0, s1);
    let sum = f32x4.extract_lane(s0, 0) + f32x4.extract_lane(s0, 1) +
      f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3);
    for (; l < k; l++) {
      sum += load<f32>(p) * load<f32>(q);
      p += aStep;
      q += 4;
    }
    put(c, sum, accumulate);
    b += bRow;
    c += column;
  }
}
