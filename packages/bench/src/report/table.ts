import { markdownTable } from '@gnar/lodge/markdown-table';
import type { JudgedFigure } from './figure.ts';

const rounded = (value: number) => (Math.abs(value) >= 20 ? value.toFixed(0) : value.toFixed(2));

export function table(figures: readonly JudgedFigure[]): string {
  const rows = figures.map(({ title, spread, unit = '×', limit, verdict }) => [
    title,
    `${rounded(spread.median)} ${unit}`,
    `${rounded(spread.lowest)} – ${rounded(spread.highest)}`,
    limit === '' ? '' : `${limit} ${unit}`,
    verdict,
  ]);
  return markdownTable([['work', 'median', 'rounds from – to', 'goal', 'verdict'], ...rows]);
}
