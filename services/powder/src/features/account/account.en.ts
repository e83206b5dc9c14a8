export const texts = {
  personal: {
    title: 'Personal details',
    lead: 'Everything here is optional and stays with us.',
    who: 'About you',
    where: 'Address',
    submit: 'Save changes',
    saved: 'Your details are saved.',
    unsaved: 'Not saved yet',
    reload: 'Load the newest details and keep what I typed',
    noCountry: 'Choose a country',
    noProvince: 'Choose',
    provinceHint: 'Choose a country first, and its regions appear here.',
  },
  navigation: { label: 'Personal', title: 'Personal details', text: 'Your name, phone and address.' },
};
