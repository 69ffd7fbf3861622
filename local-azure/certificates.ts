import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';

export interface Certificates {
  /** The certificate authority made for this run, PEM. */
  readonly authority: string;
  /** Key and certificate of `localhost`, PEM: what `tls.createServer` takes. */
  readonly server: { readonly key: string; readonly cert: string };
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const hour = 3_600_000;
const day = 24 * hour;

/**
 * Makes a certificate authority and a server certificate for loopback. Their extensions are those that OpenSSL 3 in
 * strict mode (Python 3.13's default) asks for.
 */
export async function makeCertificates(): Promise<Certificates> {
  // Only now: a static import may be evaluated before the metadata functions that it asks for, as jest does it.
  const x509 = await import('@peculiar/x509');
  const now = Date.now();
  // A client's clock may be a little behind.
  const validity = { notBefore: new Date(now - hour), notAfter: new Date(now + 7 * day) };
  const authorityKeys = await makeKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...validity,
      name: 'CN=Local Azure Certificate Authority',
      keys: authorityKeys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
      ],
    },
    webcrypto,
  );
  const serverKeys = await makeKeys();
  const server = await x509.X509CertificateGenerator.create(
    {
      ...validity,
      subject: 'CN=localhost',
      issuer: authority.subject,
      publicKey: serverKeys.publicKey,
      signingKey: authorityKeys.privateKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
          { type: 'ip', value: '::1' },
        ]),
        await x509.SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
      ],
    },
    webcrypto,
  );
  return {
    authority: `${authority.toString('pem')}\n`,
    server: { key: exportKey(serverKeys.privateKey), cert: `${server.toString('pem')}\n` },
  };
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function exportKey(key: webcrypto.CryptoKey): string {
  return KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString();
}
