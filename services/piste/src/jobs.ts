import { jobsCommand } from '@gnar/gear/jobs';

// In a pod: node dist/jobs.js list
process.exitCode = await jobsCommand(process.argv.slice(2));
