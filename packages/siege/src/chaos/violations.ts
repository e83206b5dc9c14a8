/** What was acknowledged and is not true. */
export class Violations {
  readonly all: string[] = [];

  add(text: string): void {
    this.all.push(text);
    console.log(`VIOLATION  ${text}`);
  }

  /** Notes the text unless the condition holds. */
  unless(condition: boolean, text: string): void {
    if (!condition) this.add(text);
  }
}
