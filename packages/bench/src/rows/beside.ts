import { setTimeout as sleep } from 'node:timers/promises';
import { sendLoad, sendWholesomeLoad } from '../load/send-load.ts';
import { inTurn } from '../measure/rounds.ts';
import { logIn, logInRequests, userGetRequests } from '../product/people.ts';
import type { Row } from './row.ts';

const ROUNDS = 7;
const SECONDS = 5;
/** The flood is under way for so long before: the start of its process has the same cores. */
const LEAD_SECONDS = 1;
const GETS_PER_SECOND = 200;

/** Signed-in users beside a flood of log-ins. Refused log-ins are repeated at once, as no well-behaved client would. */
export const beside: Row = {
  name: 'beside',
  about: `/user/get at ${GETS_PER_SECOND}/s beside log-in floods, ${ROUNDS} rounds of ${SECONDS} s each`,
  async measure(world) {
    await using stack = new AsyncDisposableStack();
    const piste = await world.startService('piste', { onAllCores: true });
    stack.defer(() => piste.stop());
    const requests = userGetRequests(await logIn(piste.port, 20));
    const logIns = logInRequests(2_000);
    const floods = { idle: 0, few: 16, many: 100 } as const;

    const measure = async (name: keyof typeof floods) => {
      const flood =
        floods[name] === 0
          ? undefined
          : sendLoad({
              port: piste.port,
              connections: floods[name],
              seconds: LEAD_SECONDS + SECONDS + 1,
              requests: logIns,
            });
      if (flood !== undefined) await sleep(LEAD_SECONDS * 1000);
      const gets = await sendWholesomeLoad('/user/get', {
        port: piste.port,
        connections: 50,
        seconds: SECONDS,
        rate: GETS_PER_SECOND,
        requests,
      });
      const logInsPerSecond = (await flood)?.succeededPerSecond ?? 0;
      // Log-ins that are all refused cost next to nothing: there would be no flood.
      if (flood !== undefined && logInsPerSecond === 0)
        throw new Error(`None of the log-ins beside "${name}" succeeded.`);
      return { p99: gets.p99, logIns: logInsPerSecond };
    };
    for (const name of ['idle', 'few', 'many'] as const) await measure(name);
    const rounds = await inTurn(['idle', 'few', 'many'] as const, ROUNDS, measure);
    return [
      { goal: 'besideFew', values: rounds.map(({ idle, few }) => few.p99 / idle.p99) },
      { goal: 'besideMany', values: rounds.map(({ idle, many }) => many.p99 / idle.p99) },
      { goal: 'goodput', values: rounds.map(({ few, many }) => many.logIns / few.logIns) },
    ];
  },
};
