#!/bin/sh
# Writes what the environment decides, then becomes nginx: signals reach it. Everything that is written lies in /tmp.
set -eu
mkdir -p /tmp/runtime

# /config.json: what powder reads at its start. A site key is letters, digits, - and _: nothing to escape, all else refused.
site_key="${GNAR_RECAPTCHA_SITE_KEY:-}"
case "$site_key" in
  *[!A-Za-z0-9_-]*)
    echo 'GNAR_RECAPTCHA_SITE_KEY is not as expected: letters, digits, - and _' >&2
    exit 1
    ;;
  '')
    echo '{}' > /tmp/runtime/config.json
    headers=headers.conf
    ;;
  *)
    printf '{"recaptchaSiteKey":"%s"}\n' "$site_key" > /tmp/runtime/config.json
    headers=headers-with-captcha.conf
    ;;
esac
# The headers of every answer: the captcha's hosts are in the policy only where there is a site key.
cat "${0%/*}/$headers" > /tmp/runtime/headers.conf

# Two years; only where TLS is certain (RFC 6797 section 7.2), as the services do.
case "${GNAR_PRODUCTION:-false}" in
  true) echo 'add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;' ;;
  false) echo '# Not in production.' ;;
  *)
    echo 'GNAR_PRODUCTION is not as expected: true or false' >&2
    exit 1
    ;;
esac >> /tmp/runtime/headers.conf

exec "$@"
