interface Waiting<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** So many keys do not wait for more: the answer of the first is under way while the next are gathered. */
const mostAtOnce = 8;

/**
 * Look-ups that are asked for in the same turn of the event loop share one question to the data store: under load the
 * round trip is the dearest part of a look-up. A question is asked after the last of its keys was, so no answer is older
 * than it would be alone. A question that fails fails for each of its keys.
 *
 * @param ask brings the values that there are, by key: no order, in which one person's value could become another's
 */
export function gather<Key, Value>(
  ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value | undefined>>,
): (key: Key) => Promise<Value | undefined> {
  let waiting: Waiting<Key, Value>[] = [];

  const askForAll = async () => {
    const asked = waiting;
    waiting = [];
    if (asked.length === 0) return;
    try {
      const values = await ask(asked.map(({ key }) => key));
      for (const { key, resolve } of asked) resolve(values.get(key));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (waiting.length === 1) setImmediate(() => void askForAll());
      else if (waiting.length === mostAtOnce) void askForAll();
    });
}
