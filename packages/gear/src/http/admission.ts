import { setTimeout as sleep } from 'node:timers/promises';

const refusalPauseMs = { least: 250, most: 750 };

// Clients without patience come back as soon as they are refused: a flood of them must leave time for others. Pauses
// differ, or those that were refused together would come back together, for ever.
export async function admit(admits: () => void): Promise<void> {
  try {
    admits();
  } catch (error) {
    const { least, most } = refusalPauseMs;
    await sleep(least + Math.random() * (most - least));
    throw error;
  }
}
