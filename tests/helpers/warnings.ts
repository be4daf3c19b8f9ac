/**
 * The result of `work` and the texts of its warnings, which are not printed; without that on the stock
 * backend, which the first run of a process says.
 */
export async function warnings<T>(
  work: () => Promise<T>,
): Promise<{ result: T; texts: string[] }> {
  const texts: string[] = [], { warn } = console;
  console.warn = (text: string) => {
    if (!text.startsWith("fit: the stock cpu backend")) texts.push(text);
  };
  try {
    return { result: await work(), texts };
  } finally {
    console.warn = warn;
  }
}
