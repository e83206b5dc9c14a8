/** What the product has acknowledged about a person, and so must still be true. */
export interface Person {
  readonly email: string;
  readonly network: string;
  id: string | undefined;
  state: 'asked' | 'active' | 'deleted';
  password: string;
  /** Passwords that an acknowledged change has replaced. */
  readonly retired: string[];
  city: string | undefined;
  /** Sessions that were opened, with the time; a token lasts a quarter of an hour. */
  readonly live: { token: string; since: number }[];
  /** Tokens whose session an acknowledged request has ended. */
  readonly ended: string[];
  /** What was promised by a feature, by its name: see ChaosFeature. */
  readonly promises: Map<string, string[]>;
  /** Audit rows that must be there. */
  readonly audited: Map<string, number>;
  readonly emails: { activation: number; reset: number; notice: number };
}

let count = 0;

export function newPerson(run: string): Person {
  count += 1;
  const [high, low] = [Math.floor(count / 250), count % 250];
  return {
    email: `chaos-${run}-${count}@example.com`,
    network: `10.77.${high}.${low + 1}`,
    id: undefined,
    state: 'asked',
    password: '',
    retired: [],
    city: undefined,
    live: [],
    ended: [],
    promises: new Map(),
    audited: new Map(),
    emails: { activation: 0, reset: 0, notice: 0 },
  };
}

export function noteAudit({ audited }: Person, event: string): void {
  audited.set(event, (audited.get(event) ?? 0) + 1);
}

/** Every session of a person has ended, but for the one that is kept. */
export function endSessions(person: Person, kept?: string): void {
  const ended = person.live.filter(({ token }) => token !== kept).map(({ token }) => token);
  person.ended.push(...ended);
  person.live.splice(0, person.live.length, ...person.live.filter(({ token }) => token === kept));
}

/** Strong by every rule, and new. */
export function newPassword(): string {
  const word = () => Math.random().toString(36).slice(2, 8);
  return `${word()}-${word()}-Glacier-${word()}`;
}
