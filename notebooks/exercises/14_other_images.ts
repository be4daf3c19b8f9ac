import { exercise } from "@autoencoders/course";

/** Each row begins where its skew ends; zeros follow. */
function deskew(pixels: number[], width: number, slope: number): number[] {
  return pixels.map((_, i) => {
    const y = Math.floor(i / width), x = i % width + Math.round(slope * y);
    return x < width ? pixels[y * width + x] : 0;
  });
}

/** The entropy of one pixel in bits, for each pixel; eight bits are a byte. */
function noiseBytes(pixels: number, share: number): number {
  const term = (p: number) => p === 0 ? 0 : -p * Math.log2(p);
  return pixels * (term(share) + term(1 - share)) / 8;
}

/** Adds the patches up, counts how many cover each position, and divides. */
function paste(patches: number[][], starts: number[], length: number): number[] {
  const sums = new Array(length).fill(0), covered = new Array(length).fill(0);
  patches.forEach((patch, n) =>
    patch.forEach((value, i) => {
      sums[starts[n] + i] += value;
      covered[starts[n] + i]++;
    })
  );
  return sums.map((sum, i) => covered[i] === 0 ? 0 : sum / covered[i]);
}

export default [
  exercise(deskew, {
    hint: "the pixel that belongs at column x of row y is now at column x + round(slope · y)",
    reference: (pixels, width, slope) => {
      const rows: number[] = [];
      for (let y = 0; y * width < pixels.length; y++) {
        const row = pixels.slice(y * width, (y + 1) * width);
        for (let by = Math.round(slope * y); by > 0; by--) row.push(0), row.shift();
        rows.push(...row);
      }
      return rows;
    },
    cases: () => [
      [[1, 0, 0, 0, 1, 0, 0, 0, 1], 3, 1],
      [[1, 2, 3, 4, 5, 6, 7, 8], 2, 0.5],
      [[1, 2, 3, 4, 5, 6], 3, 0],
    ],
    wrong: {
      "shifts to the right": (pixels, width, slope) =>
        pixels.map((_, i) => {
          const y = Math.floor(i / width), x = i % width - Math.round(slope * y);
          return x >= 0 ? pixels[y * width + x] : 0;
        }),
      "takes from the next row": (pixels, width, slope) =>
        pixels.map((_, i) => pixels[i + Math.round(slope * Math.floor(i / width))] ?? 0),
      "lets pixels come back on the other side": (pixels, width, slope) =>
        pixels.map((_, i) => {
          const y = Math.floor(i / width);
          return pixels[y * width + (i % width + Math.round(slope * y)) % width];
        }),
      "rounds down": (pixels, width, slope) =>
        pixels.map((_, i) => {
          const y = Math.floor(i / width), x = i % width + Math.floor(slope * y);
          return x < width ? pixels[y * width + x] : 0;
        }),
    },
  }),
  exercise(noiseBytes, {
    hint: "each pixel is flipped or not: the entropy H(share) in bits, and eight bits are a byte",
    reference: (pixels, share) => {
      if (share === 0 || share === 1) return 0;
      const nats = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
      return pixels * nats / Math.LN2 / 8;
    },
    cases: () => [[800, 0.5], [1_000, 0.02], [1_000, 0], [1_000, 1]],
    wrong: {
      "only the flipped pixels": (pixels, share) =>
        share === 0 ? 0 : -pixels * share * Math.log2(share) / 8,
      "bits": (pixels, share) => 8 * noiseBytes(pixels, share),
      "NaN without noise": (pixels, share) =>
        -pixels * (share * Math.log2(share) + (1 - share) * Math.log2(1 - share)) / 8,
      "a bit for each flipped pixel": (pixels, share) => pixels * share / 8,
    },
  }),
  exercise(paste, {
    hint: "keep a sum and a count for every position of the line",
    reference: (patches, starts, length) =>
      Array.from({ length }, (_, at) => {
        const values = patches.map((patch, n) => patch[at - starts[n]])
          .filter((value) => value !== undefined);
        return values.length ? values.reduce((a, b) => a + b) / values.length : 0;
      }),
    cases: () => [
      [[[1, 1, 1], [3, 3, 3]], [0, 2], 5],
      [[[1, 2], [3, 4], [8, 8]], [0, 1, 1], 3],
      [[[5]], [2], 4],
    ],
    wrong: {
      "the last patch wins": (patches, starts, length) => {
        const line = new Array(length).fill(0);
        patches.forEach((patch, n) => patch.forEach((value, i) => line[starts[n] + i] = value));
        return line;
      },
      "adds up": (patches, starts, length) => {
        const line = new Array(length).fill(0);
        patches.forEach((patch, n) => patch.forEach((value, i) => line[starts[n] + i] += value));
        return line;
      },
      "NaN where nothing covers": (patches, starts, length) =>
        paste(patches, starts, length).map((value, at) =>
          patches.some((patch, n) => at >= starts[n] && at < starts[n] + patch.length) ? value : NaN
        ),
      "halves every overlap": (patches, starts, length) => {
        const line = new Array(length).fill(0), seen = new Array(length).fill(false);
        patches.forEach((patch, n) =>
          patch.forEach((value, i) => {
            const at = starts[n] + i;
            line[at] = seen[at] ? (line[at] + value) / 2 : value;
            seen[at] = true;
          })
        );
        return line;
      },
    },
  }),
];
