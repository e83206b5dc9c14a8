/** What off-piste answers, as far as the card needs it. */
export interface CheckIn {
  /** The sentence as it came, for people. */
  sentence: string;
  /** Where the message will be, or null when the sentence does not say. */
  messageId: string | null;
  /** Seconds until it is there. */
  delaySeconds: number;
}

const place = /\/10-45\/get-message\/([\w-]+)/;
const delay = /\bin (\d+) (second|minute)s?\b/;

/** Reads off-piste's sentence; a delay that it does not name counts as a minute. */
export function parseCheckIn(sentence: string): CheckIn {
  const [, amount = '1', unit = 'minute'] = delay.exec(sentence) ?? [];
  return {
    sentence,
    messageId: place.exec(sentence)?.[1] ?? null,
    delaySeconds: Number(amount) * (unit === 'minute' ? 60 : 1),
  };
}
