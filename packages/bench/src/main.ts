import { compareUserGet } from './user-get/user-get.ts';

/** `npm run bench`: each row is measured against its floor in the same run; only the ratio means anything elsewhere. */
const options = { rounds: 9, secondsPerRound: 3, connections: 20 };

console.log(
  `Protected POST /user/get, ${options.rounds} rounds of ${options.secondsPerRound} s each, in turn …\n`,
);
const { subject, floor, ratio } = await compareUserGet(options);
const rows = [
  ['piste', `${Math.round(subject)} requests/s`],
  ['bare express', `${Math.round(floor)} requests/s`],
  [
    'ratio',
    `${ratio.median.toFixed(2)} (${ratio.lowest.toFixed(2)} to ${ratio.highest.toFixed(2)}), goal 0.80, at least 0.60`,
  ],
] as const;
for (const [name, value] of rows) console.log(`  ${name.padEnd(14)} ${value}`);
