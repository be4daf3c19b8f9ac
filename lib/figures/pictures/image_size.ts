/** Screen pixels an image of `width` pixels is wide when `columns` stand side by side. */
export function imageSize(columns: number, width: number): number {
  const room = 620; // what an output has beside the prompt on a small laptop, less the row's name
  return Math.max(Math.min(width, 28), Math.min(64, Math.floor(room / columns)));
}

/** The whole enlargement that reaches `size` screen pixels, at most 4. */
export function sharpness(size: number, width: number): number {
  return Math.max(1, Math.min(4, Math.ceil(size / width)));
}
