const said = new Set<string>();

/** Writes a line to the console the first time that it is called with it. */
export function sayOnce(line: string): void {
  if (said.has(line)) return;
  said.add(line);
  console.warn(line);
}
