const described = new WeakSet<Error>();

/**
 * A file error as it is reported everywhere: what was being done, to which path, why it failed, and
 * what is still whole. It has the class of the system's error. Any other error stays as it is.
 *
 * @param action what was being done to the path: "read", "write"
 * @param whole what is as it was: "the earlier file is unchanged"
 */
export function fileError(error: unknown, action: string, path: string, whole?: string): unknown {
  if (!(error instanceof Error) || described.has(error)) return error;
  const { code, constructor, message } = error as Error & { code?: string };
  if (!/^E[A-Z\d]+$/.test(code ?? "")) return error;
  const reason = message.replace(/ \(os error \d+\).*/s, ""), rest = whole ? `; ${whole}` : "";
  const text = `cannot ${action} "${path}": ${reason}${rest}`;
  const report = new (constructor as ErrorConstructor)(text, { cause: error });
  described.add(report);
  return Object.assign(report, { code });
}

/** The result of `work`, whose file errors become those of {@linkcode fileError}. */
export async function orFileError<T>(
  work: Promise<T>,
  action: string,
  path: string,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw fileError(error, action, path);
  }
}
