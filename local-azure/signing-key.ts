import type { webcrypto } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

/** An RSA key that signs tokens, and its public half as it stands in a key set. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicJwk: PublicJwk;
}

type PublicJwk = {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly alg: 'RS256';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
};

export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const { n = '', e = '' } = await exportJWK(publicKey);
  const id = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  return { id, privateKey, publicJwk: { kty: 'RSA', use: 'sig', alg: 'RS256', kid: id, n, e } };
}
