import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { LocalAzure } from '../../local-azure/index.ts';
import { contoso, deployer, tenantId } from '../../local-azure/scenarios.ts';
import { idToken, mainBranch, requestToken, send, start } from './client.ts';

const secretless = {
  ...deployer,
  clientId: 'b93d1e60-7f2a-4c85-9e14-d60a83c5f7b2',
  federatedCredentials: [],
};
const minutes = 60;

describe('sign-in', () => {
  let azure: LocalAzure;
  beforeAll(async () => {
    azure = await start({
      ...contoso(),
      applications: [{ ...deployer, clientSecrets: ['correct'] }, secretless],
    });
  });
  afterAll(() => azure.close());

  test('GitHub describes a job in its token', async () => {
    const claims = decodeJwt(await idToken(azure));
    expect(claims).toMatchObject({
      iss: azure.endpoints.github,
      sub: mainBranch,
      aud: 'api://AzureADTokenExchange',
      repository: 'contoso/ml-platform',
      ref: 'refs/heads/main',
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(5 * minutes);
  });

  test('GitHub gives no token to whoever lacks the request token', async () => {
    const job = azure.jobVariables({ subject: mainBranch });
    expect((await send(job.ACTIONS_ID_TOKEN_REQUEST_URL)).status).toBe(401);
  });

  test('a subject may carry the numbers of owner and repository', async () => {
    const subject = 'repo:contoso@104217733/ml-platform@731450882:environment:production';
    const job = azure.jobVariables({ subject });
    const headers = { authorization: `Bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` };
    const { body } = await send(`${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=x`, { headers });
    expect(decodeJwt(body.value)).toMatchObject({
      sub: subject,
      repository: 'contoso/ml-platform',
      environment: 'production',
    });
  });

  test.each(['/.default', '//.default'])('Entra exchanges the token for scope %s', async (suffix) => {
    const scope = `${azure.endpoints.resourceManager}${suffix}`;
    const { status, body } = await requestToken(azure, { client_assertion: await idToken(azure), scope });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect(decodeJwt(body.access_token)).toMatchObject({
      oid: deployer.objectId,
      appid: deployer.clientId,
      tid: tenantId,
      idtyp: 'app',
    });
  });

  const now = Math.floor(Date.now() / 1000);
  test.each([
    [700211, 'presented assertion issuer', { iss: 'https://token.actions.githubusercontent.com' }],
    [700212, 'presented assertion audience', { aud: 'https://github.com/contoso' }],
    [700213, 'presented assertion subject', { sub: 'repo:contoso/ml-platform:pull_request' }],
    [7002138, 'matches with case-insensitive comparison', { sub: mainBranch.replace('contoso', 'Contoso') }],
    [700024, 'not within its valid time range', { exp: now - 60 * minutes }],
    [700024, 'not within its valid time range', { nbf: now + 60 * minutes, exp: now + 70 * minutes }],
  ])('AADSTS%i: %s', async (code, text, claims) => {
    const { status, body } = await requestToken(azure, { client_assertion: await idToken(azure, claims) });
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: 'invalid_client', error_codes: [code] });
    expect(body.error_description).toMatch(
      new RegExp(`^AADSTS${code}: .*${text}.* Trace ID: .* Correlation ID: .* Timestamp: .*Z$`),
    );
  });

  test('a token that somebody changed is refused', async () => {
    const [header, , signature] = (await idToken(azure)).split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(await idToken(azure)), run_id: '1' })).toString(
      'base64url',
    );
    const { body } = await requestToken(azure, { client_assertion: `${header}.${claims}.${signature}` });
    expect(body.error_codes).toEqual([700027]);
  });

  test.each([
    [50027, 400, 'invalid_request', { client_assertion: 'not a token' }],
    [700016, 400, 'unauthorized_client', { client_id: tenantId, client_secret: 'x' }],
    [7000215, 401, 'invalid_client', { client_secret: 'wrong' }],
    [7000216, 401, 'invalid_client', {}],
    [70025, 401, 'invalid_client', { client_id: secretless.clientId, client_assertion: 'e30.e30.e30' }],
    [
      500011,
      400,
      'invalid_resource',
      { client_secret: 'correct', scope: 'https://management.azure.com/.default' },
    ],
    [1002012, 400, 'invalid_scope', { client_secret: 'correct', scope: 'openid' }],
    [70003, 400, 'unsupported_grant_type', { grant_type: 'password' }],
    [900144, 400, 'invalid_request', { client_id: '' }],
  ])('AADSTS%i answers %i %s', async (code, status, error, form) => {
    const refused = await requestToken(azure, form as Record<string, string>);
    expect(refused.status).toBe(status);
    expect(refused.body).toMatchObject({ error, error_codes: [code] });
  });

  test('AADSTS90002: another tenant is not known', async () => {
    const { status, body } = await requestToken(azure, {}, '00000000-0000-4000-8000-000000000000');
    expect([status, body.error_codes]).toEqual([400, [90002]]);
  });

  test('discovery documents lead to the token endpoint and the keys', async () => {
    const { authority, github } = azure.endpoints;
    const entra = await send(`${authority}/${tenantId}/v2.0/.well-known/openid-configuration`);
    expect(entra.body.token_endpoint).toBe(`${authority}/${tenantId}/oauth2/v2.0/token`);
    expect((await send(entra.body.jwks_uri)).body.keys).toHaveLength(1);
    const issuer = await send(`${github}/.well-known/openid-configuration`);
    expect(issuer.body.issuer).toBe(github);
    expect((await send(issuer.body.jwks_uri)).body.keys[0]).toMatchObject({ kty: 'RSA', alg: 'RS256' });
  });
});
