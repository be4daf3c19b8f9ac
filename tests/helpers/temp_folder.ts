/** A new folder that is removed at the end of the scope: `await using folder = await temporaryFolder()`. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Runs a test in a new folder, which is removed afterwards. */
export async function inTempFolder(run: (folder: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await run(folder.path);
}
