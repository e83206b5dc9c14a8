/** Why a keeper could not start its server; crosses to the lodge as `{ code, message }`. */
export class KeeperError extends Error {
  override readonly name = 'KeeperError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
