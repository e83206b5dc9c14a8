import { afterEach, describe, expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { product } from '@gnar/contract/product';
import type { Problem } from '../api/problem.ts';
import type { Feature } from '../manifest/feature.ts';
import { Field } from '../ui/form/field.tsx';
import { Form } from '../ui/form/form.tsx';
import { closeApps, complaintAbout, field, openApp } from './testing/open-app.tsx';

const full = { code: 'trip_full', status: 409, errors: [] };
const badDate = {
  code: 'invalid_input',
  status: 422,
  errors: [
    { path: 'departure', code: 'in_the_past', message: '' },
    { path: 'email', code: 'in_the_past', message: '' },
    { path: 'unheardOf', code: 'required', message: '' },
  ],
};

const formOf = (problem: Problem) => async () => () => (
  <Form
    values={{}}
    onChange={() => undefined}
    onSubmit={() => undefined}
    request={{ problem, sending: false }}
  >
    <Field name="departure" autoComplete="off" />
    <Field name="email" autoComplete="off" />
  </Form>
);

const trips: Feature = {
  name: 'trips',
  texts: {
    en: async () => ({
      texts: {
        problem: { trip_full: 'There is no seat left.' },
        fieldError: { departure_in_the_past: 'This day is over.', in_the_past: 'This is over.' },
        field: { departure: 'Day of departure' },
      },
    }),
    fr: async () => ({
      texts: {
        problem: { trip_full: 'Il n’y a plus de place.' },
        fieldError: { departure_in_the_past: 'Ce jour est passé.', in_the_past: 'C’est passé.' },
        field: { departure: 'Jour de départ' },
      },
    }),
  },
  routes: [
    { path: 'full', access: 'everyone', page: formOf(full) },
    { path: 'bad-date', access: 'everyone', page: formOf(badDate) },
  ],
};

afterEach(closeApps);

describe('a feature of a fork', () => {
  it.each([
    ['en', 'There is no seat left.'],
    ['fr', 'Il n’y a plus de place.'],
  ])('words its own problem codes in "%s"', async (language, words) => {
    window.localStorage.setItem(`${product.id}-language`, language);
    await openApp('/full', { own: [trips] });
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
  });

  it('names its own fields and what is wrong with them, and leaves those of the starter as they are', async () => {
    await openApp('/bad-date', { own: [trips] });
    expect(complaintAbout(await field('Day of departure'))).toBe('This day is over.');
    expect(complaintAbout(await field('E-mail'))).toBe('This is over.');
    expect(screen.getByRole('alert')).toHaveTextContent('Day of departure: This day is over.');
  });
});
