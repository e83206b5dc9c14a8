import { styleText } from 'node:util';
import { check, type Finding } from './checks.ts';

/** `npm run doctor`: tries what the product needs on this machine and says what to do about each thing that is wrong. */
const marks = {
  good: styleText('green', '✓'),
  note: styleText('yellow', '!'),
  bad: styleText('red', '✗'),
} as const satisfies Record<Finding['verdict'], string>;

let bad = 0;
for await (const { verdict, subject, detail } of check()) {
  if (verdict === 'bad') bad += 1;
  console.log(`  ${marks[verdict]} ${subject.padEnd(10)} ${detail.replaceAll('\n', `\n${' '.repeat(15)}`)}`);
}
console.log(bad === 0 ? '\n  Nothing stands in the way of npm start.' : `\n  ${bad} to put right.`);
process.exitCode = bad === 0 ? 0 : 1;
