import { jobsCommand } from '@gnar/gear/jobs';
import { databaseAtHand } from '../migrate/database-at-hand.ts';

// npm run jobs -- list: jobs of the database of npm start, or of the one that GNAR_PG_ENDPOINT names.
const words = process.argv.slice(2);
const isHelp = words.length === 0 || words.includes('--help') || words.includes('-h');
if (isHelp) {
  process.stdout.write('npm run jobs -- <command>\n\n');
  process.exitCode = await jobsCommand(['--help'], {});
} else {
  await using database = await databaseAtHand();
  process.exitCode = await jobsCommand(words, database.env);
}
