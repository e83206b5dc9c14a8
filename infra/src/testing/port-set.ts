type Range = readonly [from: number, to: number];

const TCP = 0;
const UDP = 65_536;
const OTHER = 131_072;

/** Ports of TCP and UDP, and all other protocols as one, on a single line of numbers. Immutable. */
export class PortSet {
  static readonly none = new PortSet([]);
  static readonly all = new PortSet([[TCP, OTHER]]);
  static readonly tcp = new PortSet([[TCP, UDP - 1]]);
  static readonly udp = new PortSet([[UDP, OTHER - 1]]);
  static readonly other = new PortSet([[OTHER, OTHER]]);

  private readonly ranges: readonly Range[];

  private constructor(ranges: readonly Range[]) {
    this.ranges = ranges;
  }

  /**
   * As a rule writes it. @param protocol `tcp`, `udp`, their numbers, or `-1` for everything.
   * @throws Error for a protocol that this checker does not know: better no answer than a wrong one.
   */
  static of(protocol: string, from?: number, to?: number): PortSet {
    if (protocol === '-1' || protocol === 'all') return PortSet.all;
    if (protocol === 'icmp' || protocol === '1') return PortSet.other;
    const begin = { tcp: TCP, '6': TCP, udp: UDP, '17': UDP }[protocol];
    if (begin === undefined) throw new Error(`protocol ${protocol} is not known`);
    return new PortSet([[begin + (from ?? 0), begin + (to ?? from ?? 65_535)]]);
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  union(other: PortSet): PortSet {
    const merged: [number, number][] = [];
    for (const [from, to] of [...this.ranges, ...other.ranges].toSorted((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    return new PortSet(merged);
  }

  intersection(other: PortSet): PortSet {
    const ranges = this.ranges.flatMap(([from, to]) =>
      other.ranges.map((range): Range => [Math.max(from, range[0]), Math.min(to, range[1])]),
    );
    return new PortSet(ranges.filter(([from, to]) => from <= to)).union(PortSet.none);
  }

  without(other: PortSet): PortSet {
    return other.ranges.reduce<PortSet>(
      (rest, [from, to]) =>
        rest.intersection(
          new PortSet([
            [TCP, from - 1],
            [to + 1, OTHER],
          ]),
        ),
      this,
    );
  }

  contains(other: PortSet): boolean {
    return other.without(this).isEmpty;
  }

  /** `80, 443`, `1024–65535, udp 53`, `all`; TCP where nothing is said. */
  toString(): string {
    if (this.contains(PortSet.all)) return 'all';
    const parts: readonly (readonly [string, PortSet, number])[] = [
      ['', PortSet.tcp, TCP],
      ['udp ', PortSet.udp, UDP],
    ];
    const written = parts.flatMap(([name, protocol, begin]) =>
      this.intersection(protocol).ranges.map(([from, to]) =>
        from === to ? `${name}${from - begin}` : `${name}${from - begin}–${to - begin}`,
      ),
    );
    return [...written, ...(this.contains(PortSet.other) ? ['other protocols'] : [])].join(', ');
  }
}
