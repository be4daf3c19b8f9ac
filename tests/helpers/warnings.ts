/** The result of `work` and the texts of its warnings, which are not printed. */
export async function warnings<T>(
  work: () => Promise<T>,
): Promise<{ result: T; texts: string[] }> {
  const texts: string[] = [], { warn } = console;
  console.warn = (text: string) => void texts.push(text);
  try {
    return { result: await work(), texts };
  } finally {
    console.warn = warn;
  }
}
