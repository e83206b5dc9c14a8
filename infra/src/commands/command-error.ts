/** A command cannot go on, for a reason that its user can do something about: shown without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
