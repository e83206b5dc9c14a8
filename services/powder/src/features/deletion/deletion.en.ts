export const texts = {
  title: 'Delete your account',
  lead: 'Your account and everything we keep about you will be gone at once, and cannot be brought back.',
  open: 'Delete my account …',
  submit: 'Delete for good',
  keep: 'Keep my account',
  done: 'Your account is deleted, with everything we kept about you.',
};
