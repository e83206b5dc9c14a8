import type { EmailTexts } from '../email.types.ts';

export const french: EmailTexts = {
  kinds: {
    activate: ({ projectName, lifetime }) => ({
      subject: `Activez votre compte ${projectName}`,
      preview: 'Choisissez un mot de passe et c’est parti.',
      heading: 'Plus qu’une étape',
      paragraphs: [
        `Merci de votre inscription à ${projectName}. Choisissez un mot de passe et votre compte sera prêt.`,
        `Le lien sert une seule fois, pendant ${lifetime}. S’il a expiré, inscrivez-vous de nouveau avec cette adresse et nous vous en enverrons un autre.`,
      ],
      button: 'Activer mon compte',
      reassurance:
        'Vous ne vous êtes pas inscrit\u00a0? Alors ne faites rien\u00a0: sans ce lien, le compte reste fermé.',
    }),
    'already-active': ({ projectName }) => ({
      subject: `Vous avez déjà un compte ${projectName}`,
      preview: 'Connectez-vous avec le mot de passe que vous avez choisi.',
      heading: 'Bonne nouvelle\u00a0: vous êtes déjà des nôtres',
      paragraphs: [
        `Quelqu’un, sans doute vous, s’est inscrit à ${projectName} avec cette adresse. Elle a déjà un compte\u00a0: il vous suffit de vous connecter.`,
      ],
      button: 'Me connecter',
      otherWay: 'Mot de passe oublié\u00a0? Choisissez-en un nouveau',
      reassurance: 'Ce n’était pas vous\u00a0? Rien n’a changé et vous n’avez rien à faire.',
    }),
    'reset-password': ({ projectName, lifetime }) => ({
      subject: `Choisissez un nouveau mot de passe pour ${projectName}`,
      preview: 'Le lien sert une seule fois.',
      heading: 'Choisissez un nouveau mot de passe',
      paragraphs: [
        `Vous avez demandé un nouveau mot de passe pour votre compte ${projectName}.`,
        `Le lien sert une seule fois, pendant ${lifetime}. Un nouveau mot de passe vous déconnecte partout ailleurs.`,
      ],
      button: 'Choisir un mot de passe',
      reassurance:
        'Vous n’avez rien demandé\u00a0? Alors ne faites rien\u00a0: votre mot de passe reste tel qu’il est.',
    }),
    'password-changed': ({ projectName, happenedAt }) => ({
      subject: `Votre mot de passe ${projectName} a été changé`,
      preview: 'Si c’était vous, tout va bien.',
      heading: 'Votre mot de passe a été changé',
      paragraphs: [
        `Le mot de passe de votre compte ${projectName} a été changé le ${happenedAt}. Si c’était vous, tout va bien.`,
        'Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe. Toutes les autres personnes seront déconnectées.',
      ],
      button: 'Ce n’était pas moi',
      reassurance:
        'Nous vous prévenons de chaque changement de mot de passe, pour qu’aucun ne passe inaperçu.',
    }),
    'guessing-stopped': ({ projectName }) => ({
      subject: `Connexions refusées à votre compte ${projectName}`,
      preview: 'Aucune n’a réussi, et nous n’en laissons plus passer.',
      heading: 'Nous avons arrêté une série de connexions refusées',
      paragraphs: [
        `Il y a eu 100 tentatives de connexion de suite à votre compte ${projectName}. Aucune n’a réussi. Les appareils qui ne se sont jamais connectés à votre compte sont maintenant refusés.`,
        'Un appareil que vous avez déjà utilisé vous laisse toujours entrer. Sur tout autre appareil, choisissez d’abord un nouveau mot de passe.',
      ],
      button: 'Choisir un mot de passe',
      reassurance:
        'Votre mot de passe n’a pas été deviné. Tant que vous pouvez vous connecter, vous n’avez rien à faire.',
    }),
  },
  copyLink: 'Ou copiez cette adresse dans votre navigateur\u00a0:',
  sentBy: ({ projectName }) => `Envoyé par ${projectName} au sujet de votre compte.`,
};
