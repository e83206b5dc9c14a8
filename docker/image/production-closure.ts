/** What we read of a package in package-lock.json. */
export interface LockedPackage {
  /** A workspace's place, where the entry is a link to it. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface ClosureOptions {
  /** Which packages this platform has: optional ones may be for another. */
  readonly isInstalled: (place: string) => boolean;
  /** Names of packages to do without. */
  readonly without?: readonly string[];
}

/**
 * The places (`node_modules/express`, `packages/gear`) of all that a workspace needs to run: `npm ci --omit=dev` leaves
 * more, because what a workspace of ours has for its tests counts as the root's.
 *
 * @throws when something that is needed is not installed.
 */
export function productionClosure(
  { packages }: Lock,
  workspace: string,
  { isInstalled, without = [] }: ClosureOptions,
): string[] {
  const found = new Set<string>();
  const open = [workspace];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (found.has(place)) continue;
    found.add(place);
    const locked = packages[place];
    if (locked === undefined) throw new Error(`package-lock.json does not know ${place}`);
    for (const { name, optional } of needsOf(locked)) {
      if (without.includes(name)) continue;
      const target = placeOf(packages, name, place);
      if (target !== undefined && isInstalled(target)) open.push(target);
      else if (!optional) throw new Error(`${place} needs ${name}, which is not installed`);
    }
  }
  return [...found].sort();
}

function needsOf(locked: LockedPackage): { name: string; optional: boolean }[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = locked;
  return [
    ...Object.keys(dependencies).map((name) => ({ name, optional: name in optionalDependencies })),
    ...Object.keys(optionalDependencies).map((name) => ({ name, optional: true })),
    ...Object.keys(peerDependencies)
      .filter((name) => locked.peerDependenciesMeta?.[name]?.optional !== true)
      .map((name) => ({ name, optional: false })),
  ];
}

/** Where node finds a package that is imported from a place: in the nearest node_modules. */
function placeOf(packages: Lock['packages'], name: string, from: string): string | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const locked = packages[place];
    if (locked !== undefined) return locked.link === true ? locked.resolved : place;
    if (folder === '') return undefined;
  }
}

function parentOf(folder: string): string {
  const end = folder.lastIndexOf('/');
  return end === -1 ? '' : folder.slice(0, end);
}
