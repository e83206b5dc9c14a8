import { markdownTable, type Alignment } from '@gnar/lodge/markdown-table';
import { reasonToAccept } from './accepted-survivors.ts';
import type { Failure } from './mutant-run.ts';
import type { Mutation } from './mutation.ts';

export interface Mutant {
  readonly area: string;
  readonly mutation: Mutation;
  /** What the tests made of it; absent when it was not tried. */
  verdict?: { readonly noticed: Failure | undefined };
}

interface Counts {
  readonly planted: number;
  readonly killed: number;
  readonly timeOuts: number;
  readonly accepted: number;
  readonly survived: number;
  readonly notTried: number;
}

const EXPECTED_KILLED = 0.85;
/** Of each area; fewer say little about it. An area may have fewer places for a mistake. */
const FEWEST_TRIED = 20;

const head = [
  ...['area', 'planted', 'killed', 'of these by time-out', 'accepted', 'survived', 'not tried'],
  'killed, in %',
];
const alignments = head.map((_, column): Alignment => (column === 0 ? 'left' : 'right'));

/** Area × what became of its mistakes, and the survivors: Markdown as Prettier writes it. */
export function reportOf(mutants: readonly Mutant[]): string {
  const rows = [...byArea(mutants), ['all', mutants] as const].map(([area, some]) =>
    rowOf(area, countsOf(some)),
  );
  const survivors = mutants.filter(hasSurvived).map(({ mutation }) => `- ${describe(mutation)}`);
  return [
    markdownTable([head, ...rows], alignments),
    ...(survivors.length > 0 ? [`Survivors:\n\n${survivors.join('\n')}`] : []),
  ].join('\n\n');
}

/** Why the run has failed; empty when it has not. */
export function faultsOf(mutants: readonly Mutant[]): string[] {
  const faults = byArea(mutants)
    .map(([area, some]) => [area, countsOf(some)] as const)
    .filter(([, { planted, notTried }]) => planted - notTried < Math.min(planted, FEWEST_TRIED))
    .map(([area, { planted, notTried }]) => `${area}: only ${planted - notTried} of ${planted} were tried`);
  const share = shareKilled(countsOf(mutants));
  if (!(share >= EXPECTED_KILLED))
    faults.push(`${percent(share)} % were killed, ${percent(EXPECTED_KILLED)} % are expected`);
  return faults;
}

/** Place and edit of a mistake, with the reason where its survival is accepted. */
export function describe(mutation: Mutation): string {
  const { file, line, original, replacement } = mutation;
  const reason = reasonToAccept(mutation);
  const edit = `${brief(original)} → ${brief(replacement)}`;
  return `${file}:${line} ${edit}${reason === undefined ? '' : `, accepted: ${reason}`}`;
}

function byArea(mutants: readonly Mutant[]): [string, Mutant[]][] {
  return [...Map.groupBy(mutants, ({ area }) => area)];
}

function hasSurvived({ verdict }: Mutant): boolean {
  return verdict !== undefined && verdict.noticed === undefined;
}

function countsOf(mutants: readonly Mutant[]): Counts {
  const noticed = mutants.flatMap(({ verdict }) => verdict?.noticed ?? []);
  const survivors = mutants.filter(hasSurvived);
  const accepted = survivors.filter(({ mutation }) => reasonToAccept(mutation) !== undefined).length;
  return {
    planted: mutants.length,
    killed: noticed.length,
    timeOuts: noticed.filter(({ isTimeOut }) => isTimeOut).length,
    accepted,
    survived: survivors.length - accepted,
    notTried: mutants.filter(({ verdict }) => verdict === undefined).length,
  };
}

/** Of those that could be noticed. */
function shareKilled({ killed, survived }: Counts): number {
  return killed / (killed + survived);
}

function rowOf(area: string, counts: Counts): string[] {
  const { planted, killed, timeOuts, accepted, survived, notTried } = counts;
  const numbers = [planted, killed, timeOuts, accepted, survived, notTried];
  return [area, ...numbers.map(String), percent(shareKilled(counts))];
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : String(Math.floor(100 * share));
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', "'");
  return `\`${line.length > 70 ? `${line.slice(0, 67)}…` : line}\``;
}
