import { stage } from '../environment.ts';
import { readRunning, type Running } from './running-file.ts';

/** The system that the set-up started, as it runs at this moment. */
export function walkedSystem(): Running {
  return readRunning(stage().dataDirectory);
}
