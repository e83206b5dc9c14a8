/** An error that the caller can correct: printed without a stack. */
export class Mistake extends Error {
  override readonly name = 'Mistake';
}

/** Ends the program with code 2 and the sentence alone when it was called wrongly; any other error keeps its stack. */
export function tellMistakes(usage: string): void {
  process.on('uncaughtException', (error) => {
    const wrongly =
      error instanceof Mistake || ('code' in error && /^ERR_PARSE_ARGS/.test(String(error.code)));
    console.error(wrongly ? `${error.message}\n\n  ${usage}` : error);
    process.exit(wrongly ? 2 : 1);
  });
}
