import { z } from 'zod';

export const securityContactSettings = {
  SECURITY_CONTACT: z
    .string()
    // A line of its own in security.txt (RFC 9116, section 2.5.3): a URI, and nothing that ends the line.
    .refine((text) => /^(?:https:\/\/|mailto:|tel:)[!-~]+$/.test(text) && URL.canParse(text))
    .describe(
      'whom to tell of a vulnerability, https://…, mailto:… or tel:…; unless set, the sender of the emails',
    )
    .optional(),
};
