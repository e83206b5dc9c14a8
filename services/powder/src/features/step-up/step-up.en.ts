export const texts = {
  title: 'Confirm that it is you',
  text: 'This touches the safety of your account. Please enter your password once more.',
  submit: 'Confirm',
  cancel: 'Cancel',
};
