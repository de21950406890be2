import type { NoAnswer } from './noAnswer.ts';
import { RemoteError } from './remoteError.ts';

const TRUST_IT =
  'Use a certificate of a known authority, or make its own known: to the system, or by NODE_EXTRA_CA_CERTS=<file.pem>.';

/** By the system's name of the trouble: what is wrong, and what to do. */
const CASES: readonly (readonly [RegExp, string, string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'The server’s certificate has expired', 'Renew the certificate on the server.'],
  [
    /^CERT_NOT_YET_VALID$/,
    'The server’s certificate is not valid yet',
    'Check the clock of this machine, then the certificate.',
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'The server’s certificate is for another name',
    'Use the name that stands in the certificate, or have this one added to it.',
  ],
  [/^CERT_REVOKED$/, 'The server’s certificate was revoked', 'Renew the certificate on the server.'],
  [
    /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_)/,
    'The server’s certificate is not signed by anybody this machine trusts',
    TRUST_IT,
  ],
];

/** A server that could not prove who it is, in words. Nothing was sent to it, and never is the check left out. */
export function untrusted(error: NoAnswer): RemoteError {
  const known = CASES.find(([code]) => code.test(error.code));
  const [, message, remediation] = known ?? [
    undefined,
    'The server does not speak https here',
    'Check the address: it may be one for http://, or another port.',
  ];
  return new RemoteError('E503-UNAVAILABLE', message, {
    silence: 'tls',
    details: `${error.message} (${error.code})`,
    remediation,
    cause: error,
  });
}
