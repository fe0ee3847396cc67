/** The log: one JSON line per unexpected error, with kind and place. Messages can hold personal data and stay out. */

/** `fatal`: the process ends because of it. */
export type Level = 'error' | 'fatal';

export function logError(error: unknown, level: Level = 'error'): void {
  const { name, stack } = (error ?? {}) as Partial<Error>;
  console.error(
    JSON.stringify({
      level,
      at: new Date().toISOString(),
      kind: name ?? typeof error,
      stack: placesOf(stack ?? ''),
    }),
  );
}

/** The innermost places of a stack; the message above them may have lines of its own. */
function placesOf(stack: string): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/.test(line))
    .slice(0, 3);
}
