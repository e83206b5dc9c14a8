import type { texts as english } from './sessions.en.ts';

export const texts: typeof english = {
  title: 'Vos sessions ouvertes',
  lead: 'Fermez ce que vous ne reconnaissez pas, puis changez votre mot de passe.',
  device: '{{browser}} sur {{system}}',
  unknownDevice: 'Appareil inconnu',
  current: 'Celle-ci',
  since: 'Ouverte {{when}}',
  seen: 'active {{when}}',
  end: 'Fermer la session',
  endOf: 'Fermer la session : {{device}}',
  ended: 'La session est fermée.',
  gone: 'Cette session était déjà fermée.',
  failed: 'La liste n’a pas pu être chargée.',
};
