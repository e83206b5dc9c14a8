/** The data folder cannot be used: `disk_full`, `not_ours` (another user made it), or the system's code. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
  readonly code: string;

  constructor(code: string, folder: string, why: string, cause?: unknown) {
    super(`The data folder ${folder} cannot be used: ${why}`, { cause });
    this.code = code;
  }
}
