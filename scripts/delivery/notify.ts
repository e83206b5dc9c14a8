import { appendFile } from 'node:fs/promises';

const ANSWER_MS = 10_000;

/**
 * Reports a failure: as an error in the run, which both forges email to the person who started it, in the run's summary where there is one,
 * and to an address that takes `{ "text": … }` (Slack, Mattermost, Teams, Discord's `/slack`) when GNAR_NOTIFY_URL names one. A
 * failed notification does not fail the run.
 */
export async function notify(text: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const line = text.replace(/[\r\n]+/g, ' ');
  console.log(
    env['GITHUB_ACTIONS'] === 'true' ? `::error title=Delivery::${line.replaceAll('%', '%25')}` : `✗ ${line}`,
  );
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') await appendFile(summary, `${line}\n`);
  const address = env['GNAR_NOTIFY_URL'];
  if (address === undefined || address === '') return;
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: line }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) console.log(`GNAR_NOTIFY_URL answers ${response.status}.`);
  } catch (error) {
    console.log(
      `GNAR_NOTIFY_URL cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
