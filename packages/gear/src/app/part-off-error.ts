/** Thrown by the getter of a part that is off; says how to switch it on. */
export class PartOffError extends Error {
  readonly code = 'part_off';

  constructor(part: string, how: string) {
    super(`This app has no ${part}: ${how}.`);
    this.name = 'PartOffError';
  }
}
