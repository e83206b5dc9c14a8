/** What piste counts beside gear's own measurements. The checks of dashboards and alerts read it: it imports nothing. */
export const counters = {
  breachLookupFailures: {
    name: 'breach_lookup_failures_total',
    help: 'Passwords that were judged without the breach list because it did not answer.',
  },
  captchaOutages: {
    name: 'captcha_outages_total',
    help: 'Requests that were let through under tighter limits because the captcha service did not answer.',
  },
} as const;
