import { expect, it } from '@jest/globals';
import { ApiClient } from '../api/api-client.ts';
import { eventually } from '../api/eventually.ts';
import { becomeMember } from '../api/member.ts';
import type { Visitor, VisitorOptions } from '../browser/visitor.ts';
import { SecretMessageCard } from '../pages/secret-message.ts';
import { Site } from '../pages/site.ts';
import { expectToldByStart, Outage } from '../system/outage.ts';
import { walkedSystem } from '../system/walked-system.ts';
import { describeBrowserWalk, looks, type Arrive } from './browser-walk.ts';

/** A member at the home page, whose clock the walk moves: the page counts down a minute; here the message is there sooner. */
async function enter(arrive: Arrive, look: Omit<VisitorOptions, 'address' | 'walk'> = {}) {
  const visitor: Visitor = await arrive({ walk: 'secret-message', ...look });
  const site = new Site(visitor.page);
  await site.enter(await becomeMember(walkedSystem().addresses));
  await visitor.page.clock.install();
  return { visitor, site, card: new SecretMessageCard(visitor.page) };
}

describeBrowserWalk('the secret message on the home page', (arrive) => {
  it.each(looks)('is promised, and arrives ($device, $scheme)', async (look) => {
    const { visitor, card } = await enter(arrive, look);
    await card.ask();
    const place = /\/10-45\S+/.exec(await card.promise.innerText())?.[0] ?? '';
    await visitor.station('promised');
    const api = new ApiClient(walkedSystem().addresses.piste);
    await eventually(
      () => api.call('GET', place),
      ({ status }) => status === 200,
    );
    await visitor.page.clock.fastForward('01:00');
    expect(await card.message()).toMatch(/\S/);
    await visitor.station('arrived');
    expect(visitor.troubles.all).toEqual([]);
  });

  it.each(['sqs', 'off-piste'] as const)(
    'can be requested again when %s was killed, and arrives',
    async (service) => {
      const { visitor, site, card } = await enter(arrive);
      const outage = Outage.begin(service);
      await card.ask();
      expect(await site.notification.innerText()).toMatch(/not answering.*Try again/s);
      await visitor.station(`${service}-is-down`);
      await outage.end();
      await site.retryUntil(() => card.promise.isVisible());
      await visitor.page.clock.runFor('01:03');
      expect(await card.message()).toMatch(/\S/);
      await visitor.station(`${service}-is-back`);
      expectToldByStart(service);
    },
  );
});
