import { describe, expect, it } from '@jest/globals';
import { apply, mutationsOf } from './mutation.ts';

const replacementsIn = (source: string) =>
  mutationsOf('a.ts', source).map((mutation) => apply(source, mutation));

describe('mutations of a source file', () => {
  it('flip comparisons and logical operators', () => {
    expect(replacementsIn('const x = a <= b && c !== d;')).toEqual([
      'const x = a < b && c !== d;',
      'const x = a <= b || c !== d;',
      'const x = a <= b && c === d;',
    ]);
  });

  it('drop a statement, and an await', () => {
    expect(replacementsIn('await store.save(x);')).toEqual([';', 'void store.save(x);'].sort().reverse());
  });

  it('make a condition always true and always false', () => {
    expect(replacementsIn('if (late) throw e;')).toEqual([
      'if (true) throw e;',
      'if (false) throw e;',
      'if (late) ;',
    ]);
  });

  it('remove conditions and locks from SQL', () => {
    const source =
      'const q = `select 1 from links where id = $1 and used_at is null and at > $2 for update`;';
    expect(replacementsIn(source)).toEqual([
      'const q = `select 1 from links where id = $1 and at > $2 for update`;',
      'const q = `select 1 from links where id = $1 and used_at is null for update`;',
      'const q = `select 1 from links where id = $1 and used_at is null and at < $2 for update`;',
      'const q = `select 1 from links where id = $1 and used_at is null and at > $2`;',
    ]);
  });

  it('do not touch log lines, error texts and types', () => {
    const source =
      "log.warn({ a: true }, 'late');\nlog[level]({ a: true }, 'late');\ntype T = true;\nthrow new LateError(true);";
    expect(replacementsIn(source)).toEqual([source.replace('throw new LateError(true);', ';')]);
  });

  it('name the line and the text that they replace', () => {
    expect(mutationsOf('a.ts', '\n\nconst x = !late;')).toEqual([
      {
        ...{ file: 'a.ts', line: 3, start: 12, end: 17, context: 'const x = !late;' },
        ...{ original: '!late', replacement: 'late' },
      },
    ]);
  });
});
