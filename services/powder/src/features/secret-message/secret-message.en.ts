export const texts = {
  title: '10-45: a word from off-piste',
  lead: 'Off-Piste is your second service. Ask it to check in: it answers at once, and leaves a secret message on a queue for later.',
  ask: 'Ask off-piste',
  askAgain: 'Ask again',
  waiting: 'Your message is due in {{seconds}} s',
  looking: 'Looking for your message…',
  arrived: 'The secret message',
  missing: 'The message has not come. The queue, or who empties it, may be asleep.',
  look: 'Look once more',
  problem: { message_not_found: 'The message is not there yet.' },
};
