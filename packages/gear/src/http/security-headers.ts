/** Headers of every answer, errors too, as the flat list that writeHead takes without further work. */
export function securityHeaders(production: boolean): readonly string[] {
  const headers = [
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
    ['X-Frame-Options', 'DENY'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    [
      'Content-Security-Policy',
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ],
  ];
  // Two years; only where TLS is certain (RFC 6797 section 7.2).
  if (production) headers.push(['Strict-Transport-Security', 'max-age=63072000; includeSubDomains']);
  return headers.flat();
}
