/** One shape of a digit or letter. */
export interface Glyph {
  /** relative frequency among the shapes of its character */
  weight: number;
  /** x and y of each point, in hundredths of the character's height, y downwards */
  points: Float64Array;
  /** the points of each stroke in order, as indices of pairs */
  strokes: number[][];
}

/**
 * The shapes of the ten digits: the points of each stroke. Strokes that share a point still meet
 * there in a corner after the point is moved.
 */
export const glyphs: Glyph[][] = [
  [
    glyph(2, "36,2 14,16 4,48 14,84 34,98 54,84 63,50 54,14 36,3 25,7"),
    glyph(2, "50,9 34,1 14,20 5,55 16,92 36,97 56,72 62,36 51,9 38,4"),
    glyph(1, "22,8 6,36 7,74 28,98 52,86 64,50 54,16 30,1 20,9"),
  ],
  [
    glyph(6, "32,0 31,50 30,100"),
    glyph(3, "12,24 24,15 37,1", "37,1 36,50 34,100"),
    glyph(1, "14,20 25,13 36,2", "36,2 35,50 34,98", "10,99 34,98 60,97"),
  ],
  [
    glyph(3, "6,24 18,5 42,2 56,20 48,46 26,74 4,97", "4,97 32,94 66,97"),
    glyph(3, "6,24 22,4 46,6 54,28 40,58 18,88 5,92 4,80 18,77 38,91 68,93"),
    glyph(2, "10,16 30,1 54,10 52,36 34,62 8,94", "8,94 22,86 42,94 64,92"),
  ],
  [
    glyph(3, "8,11 30,1 52,13 49,34 26,46", "26,46 52,54 60,76 40,97 16,98 3,86"),
    glyph(1, "6,4 32,3 58,3", "58,3 42,22 26,41", "26,41 52,48 60,74 40,97 14,96 2,86"),
    glyph(2, "10,14 28,2 48,6 50,28 32,45 24,47 36,48 56,62 52,88 26,99 6,90"),
  ],
  [
    glyph(3, "14,4 8,30 8,50 26,56 62,50", "54,8 49,50 44,100"),
    glyph(1, "46,2 24,30 2,62", "2,62 34,63 66,60", "46,2 46,50 44,100"),
    glyph(2, "12,8 8,32 6,54", "6,54 32,55 60,51", "58,2 55,50 50,100"),
  ],
  [
    glyph(3, "16,5 13,22 10,42", "10,42 32,36 54,48 60,72 44,94 20,98 3,88", "16,5 36,4 60,2"),
    glyph(2, "62,2 40,6 22,8 14,26 17,42 38,48 54,64 48,88 24,99 4,92"),
    glyph(1, "22,4 14,44", "14,44 36,40 54,58 46,88 22,98 4,86", "22,4 44,8 66,4"),
  ],
  [
    glyph(3, "46,2 24,20 8,50 8,80 28,99 52,90 56,68 38,54 18,62 9,79"),
    glyph(3, "30,0 14,34 8,68 18,94 40,98 54,80 46,62 28,61 12,78"),
    glyph(1, "58,6 36,4 14,28 4,62 16,94 42,98 58,78 44,58 20,62 6,74"),
  ],
  [
    glyph(4, "4,7 30,5 60,4", "60,4 46,36 34,68 26,100"),
    glyph(2, "4,7 30,5 60,4", "60,4 46,36 34,68 26,100", "18,52 36,49 56,46"),
    glyph(2, "5,24 5,13 8,6 32,7 62,5", "62,5 50,30 36,60 34,100"),
  ],
  [
    glyph(4, "52,13 34,2 14,14 18,34 38,48 56,68 48,92 28,99 8,88 10,66 30,48 48,32 53,15"),
    glyph(1, "32,46 14,34 14,12 32,2 50,12 48,34 32,46", "32,46 8,62 6,86 32,99 58,86 54,60 32,46"),
    glyph(2, "60,8 36,1 18,16 26,38 44,56 48,82 30,99 14,86 20,62 42,40 62,10"),
  ],
  [
    glyph(3, "54,16 34,2 12,12 6,34 20,50 42,42 54,16", "54,16 52,56 48,100"),
    glyph(2, "54,18 36,2 12,14 8,40 28,50 48,36 54,18 56,50 46,84 26,99 10,93"),
    glyph(2, "50,12 28,3 10,20 12,42 32,46 50,28", "52,6 50,40 40,74 34,100"),
  ],
];

/** @param lines the strokes, each its points in order */
export function glyph(weight: number, ...lines: string[]): Glyph {
  const names: string[] = [];
  const strokes = lines.map((line) =>
    line.split(" ").map((name) => {
      if (!names.includes(name)) names.push(name);
      return names.indexOf(name);
    })
  );
  const points = Float64Array.from(names.flatMap((name) => name.split(",").map(Number)));
  return { weight, points, strokes };
}
