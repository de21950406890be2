import { createHash, generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  key: string;
  cert: string;
}

/** A self-signed certificate for a host name, made on the spot. Times in ms since 1970; valid for an hour by default. */
export function makeCertificate(
  host: string,
  from = Date.now() - 3_600_000,
  to = Date.now() + 3_600_000,
): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(objectId('2a8648ce3d040302'));
  const name = sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(host)))));
  const altName = sequence(/^[\d.]+$/.test(host) ? der(0x87, address(host)) : der(0x82, Buffer.from(host)));
  const extension = (oid: string, value: Buffer): Buffer => sequence(objectId(oid), der(0x04, value));
  // A first byte that is 0 would be padding, which DER forbids.
  const serial = Buffer.from([1, ...createHash('sha256').update(spki).digest().subarray(0, 8)]);
  const tbs = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    spki,
    der(
      0xa3,
      sequence(extension('551d11', altName), extension('551d13', sequence(der(0x01, Buffer.from([0xff]))))),
    ),
  );
  const signature = sign('sha256', tbs, privateKey);
  const whole = sequence(tbs, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

/** Tag, length, value: X.690. */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 128
      ? [tag, length]
      : length < 256
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), value]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

/** Positive: a first bit that is set would make it negative. */
function integer(bytes: Buffer): Buffer {
  return der(0x02, (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}

function address(host: string): Buffer {
  return Buffer.from(host.split('.').map(Number));
}
