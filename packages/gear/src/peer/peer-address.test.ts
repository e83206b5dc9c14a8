import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../config/config-error.ts';
import { peerAddress } from './peer-address.ts';

describe("a peer's address", () => {
  const development = (value: string) =>
    peerAddress('ski-lift', {
      environment: { GNAR_SKI_LIFT_SERVICE_PORT: value },
      envPrefix: undefined,
      production: false,
    });

  it.each([
    ['9401', 'http://127.0.0.1:9401'],
    ['localhost:9401', 'http://localhost:9401'],
    ['http://localhost:9401', 'http://localhost:9401'],
    ['https://ski-lift.example.com', 'https://ski-lift.example.com'],
    ['tcp://10.0.0.1:80', 'http://10.0.0.1'],
  ])('may be %s', (value, address) => {
    expect(development(value)).toBe(address);
  });

  it.each(['', 'http://', 'a b'])('may not be "%s"', (value) => {
    expect(() => development(value)).toThrow(ConfigError);
  });

  it("is Kubernetes' own variable in production, without a prefix", () => {
    const environment = { SKI_LIFT_SERVICE_PORT: 'tcp://10.0.0.1:80', GNAR_SKI_LIFT_SERVICE_PORT: '9401' };
    expect(peerAddress('ski-lift', { environment, envPrefix: undefined, production: true })).toBe(
      'http://10.0.0.1',
    );
  });
});
