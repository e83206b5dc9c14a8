export const secretMessageSettings = {
  /** Short enough to wait for, long enough to see "not yet" first. */
  GNAR_SECRET_MESSAGE_DELAY_SECONDS: '2',
};
