export const texts = {
  title: 'Where you are signed in',
  lead: 'End whatever you do not recognise, and change your password then.',
  device: '{{browser}} on {{system}}',
  unknownDevice: 'Unknown device',
  current: 'This one',
  since: 'Signed in {{when}}',
  seen: 'active {{when}}',
  end: 'End session',
  endOf: 'End session: {{device}}',
  ended: 'The session has ended.',
  gone: 'That session had ended already.',
  failed: 'The list could not be loaded.',
};
