/** Two lodges may not share a data folder: they would run two database servers on the same files. */
export class LodgeInUseError extends Error {
  override readonly name = 'LodgeInUseError';
  readonly code = 'lodge_in_use';
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `Another run (process ${pid}) already uses ${folder}. Stop it first, or give this one its own folder.`,
    );
    this.pid = pid;
  }
}
