export const texts = {
  logged_out: 'You are logged out.',
  logged_out_here:
    'You are logged out in this browser. The service did not answer, so the session itself ends within 15 minutes.',
  unreachable_title: 'The lift is standing still',
  unreachable_text:
    'The service is not answering, so this page cannot be shown yet. You are still signed in.',
};
