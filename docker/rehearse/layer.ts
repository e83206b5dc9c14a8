/** A stage as far as it is performed: what it holds, and what it says of how to start it. */
export interface Layer {
  /** The folder that stands for the root of the image. */
  root: string;
  /** Within the image. */
  workdir: string;
  environment: Record<string, string>;
  entrypoint: string[];
  command: string[];
  user: string;
}

export const emptyLayer = (root: string): Layer => ({
  root,
  workdir: '/',
  environment: {},
  entrypoint: [],
  command: [],
  user: 'root',
});

/** `$NAME` and `${NAME}` by their values; what is not known is empty, as Docker has it. */
export function expandVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_, braced?: string, bare?: string) => values[braced ?? bare ?? ''] ?? '',
  );
}
