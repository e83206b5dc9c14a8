import { waitForMail } from '@gnar/lodge/testing';

const email = 'bench@example.com';
const password = 'granite-lichen-47-quarry-drift';

/** Makes an account as a person would, and returns the `Authorization` header of its session. */
export async function signIn(pisteUrl: string, sesEndpoint: string): Promise<string> {
  await post(`${pisteUrl}/user/signup`, { email });
  const mail = await waitForMail(email, ({ text }) => text.includes('/activate#'), { sesEndpoint });
  const token = /\/activate#([\w-]+)/.exec(mail.text)?.[1];
  await post(`${pisteUrl}/user/activate`, { token, password });
  const response = await post(`${pisteUrl}/user/login`, { email, password });
  const authorization = response.headers.get('authorization');
  if (authorization === null) throw new Error('The login brought no token');
  return authorization;
}

async function post(url: string, body: object): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}
