/** A new folder that is removed at the end of the scope: `await using folder = await temporaryFolder()`. */
export async function temporaryFolder(
  options?: Deno.MakeTempOptions,
): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir(options);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Runs a test in a new folder, which is removed afterwards. */
export async function inTempFolder<T>(
  run: (folder: string) => Promise<T>,
  options?: Deno.MakeTempOptions,
): Promise<T> {
  await using folder = await temporaryFolder(options);
  return await run(folder.path);
}
