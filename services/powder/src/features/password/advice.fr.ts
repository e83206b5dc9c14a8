/** The advice that the service gives about weak passwords, by its English words; what is not here is shown as it is. */
export const advice: Readonly<Record<string, string>> = {
  'Straight rows of keys are easy to guess': 'Des touches alignées sont faciles à deviner',
  'Short keyboard patterns are easy to guess': 'Les petits motifs de clavier sont faciles à deviner',
  'Repeats like "aaa" are easy to guess': 'Les répétitions comme « aaa » sont faciles à deviner',
  'Repeats like "abcabcabc" are only slightly harder to guess than "abc"':
    'Les répétitions comme « abcabcabc » ne sont guère plus difficiles à deviner que « abc »',
  'Sequences like abc or 6543 are easy to guess': 'Les suites comme abc ou 6543 sont faciles à deviner',
  'Recent years are easy to guess': 'Les années récentes sont faciles à deviner',
  'Dates are often easy to guess': 'Les dates sont souvent faciles à deviner',
  'This is a top-10 common password': 'C’est un des dix mots de passe les plus courants',
  'This is a top-100 common password': 'C’est un des cent mots de passe les plus courants',
  'This is a very common password': 'C’est un mot de passe très courant',
  'This is similar to a commonly used password': 'Il ressemble à un mot de passe courant',
  'A word by itself is easy to guess': 'Un mot seul est facile à deviner',
  'Names and surnames by themselves are easy to guess': 'Les noms et prénoms seuls sont faciles à deviner',
  'Common names and surnames are easy to guess': 'Les noms et prénoms courants sont faciles à deviner',
  'This mix of symbols takes too long to judge': 'Ce mélange de symboles est trop long à évaluer',
  'Use a few words, avoid common phrases': 'Utilisez quelques mots, évitez les expressions toutes faites',
  'No need for symbols, digits, or uppercase letters':
    'Symboles, chiffres et majuscules ne sont pas nécessaires',
  'Add another word or two. Uncommon words are better.':
    'Ajoutez un mot ou deux, peu courants de préférence.',
  'Use a longer keyboard pattern with more turns':
    'Utilisez un motif de clavier plus long, avec plus de détours',
  'Avoid repeated words and characters': 'Évitez de répéter des mots ou des caractères',
  'Avoid sequences': 'Évitez les suites',
  'Avoid recent years': 'Évitez les années récentes',
  'Avoid years that are associated with you': 'Évitez les années qui ont un rapport avec vous',
  'Avoid dates and years that are associated with you':
    'Évitez les dates et années qui ont un rapport avec vous',
  "Capitalization doesn't help very much": 'Une majuscule au début n’aide guère',
  'All-uppercase is almost as easy to guess as all-lowercase':
    'Tout en majuscules est presque aussi facile à deviner que tout en minuscules',
  "Reversed words aren't much harder to guess": 'Les mots à l’envers ne sont guère plus difficiles à deviner',
  "Predictable substitutions like '@' instead of 'a' don't help very much":
    'Les substitutions prévisibles comme « @ » pour « a » n’aident guère',
};
