/** What a check found, with what to do about it when that is not good. */
export interface Finding {
  readonly state: 'good' | 'note' | 'bad';
  readonly what: string;
  /** Lines; none when there is nothing to do. */
  readonly advice?: readonly string[];
}

export const good = (what: string): Finding => ({ state: 'good', what });
export const note = (what: string, ...advice: readonly string[]): Finding => ({
  state: 'note',
  what,
  advice,
});
export const bad = (what: string, ...advice: readonly string[]): Finding => ({ state: 'bad', what, advice });
