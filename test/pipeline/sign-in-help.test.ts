import { afterEach, describe, expect, test } from '@jest/globals';
import type { Job, LocalAzure } from '../../local-azure/index.ts';
import type { Scenario } from '../../local-azure/scenario.ts';
import { contoso, deployer, fault, tenantId } from '../../local-azure/scenarios.ts';
import { families } from '../../src/explain/index.ts';
import { aksInputs, type GivenInputs, type Run, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
const variables = { ...process.env };
afterEach(async () => {
  process.env = { ...variables };
  await azure.close();
});

const main = 'repo:contoso/ml-platform:ref:refs/heads/main';
const audience = 'api://AzureADTokenExchange';
const elsewhere = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const hour = 3600;
const now = Math.floor(Date.now() / 1000);

/** A sign-in that Entra refuses, and what the run says of it. */
interface Refusal {
  readonly scenario?: Partial<Scenario>;
  readonly inputs?: GivenInputs;
  readonly job?: Job;
}

async function signInRefused({ scenario, inputs, job = { subject: main } }: Refusal): Promise<Run> {
  azure = await startTrusted({ ...contoso(), ...scenario });
  return runAction(azure, { ...aksInputs, ...inputs }, job);
}

/** All that a run leaves for people and other steps. */
const everything = ({ log, annotations, outputs, summary }: Run): string =>
  JSON.stringify({ log, annotations, outputs, summary });

const trusting = (...credentials: { issuer?: string; subject: string; audience?: string }[]) => ({
  applications: [{ ...deployer, federatedCredentials: credentials }],
});

/** The older refusal, which is not told apart by claim. */
const older = fault(
  { host: 'entra', path: '/oauth2/v2.0/token' },
  {
    status: 401,
    body: {
      error: 'invalid_client',
      error_description: `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://token.actions.githubusercontent.com'. Assertion Subject: '${main}'. Assertion Audience: '${audience}'. Trace ID: ${elsewhere} Correlation ID: ${elsewhere} Timestamp: 2026-11-02 10:21:07Z`,
      error_codes: [70021],
    },
  },
  9,
);

const immutable = 'repo:contoso@104217733/ml-platform@731450882:environment:production';

describe('a job that Entra does not trust', () => {
  test.each<[string, string, Refusal]>([
    ['AADSTS700213', main.replace('main', 'next'), { job: { subject: main.replace('main', 'next') } }],
    ['AADSTS700213', immutable, { job: { subject: immutable } }],
    ['AADSTS70021', main, { scenario: { faults: [older] } }],
    ['AADSTS70025', main, { scenario: trusting() }],
    ['AADSTS7002138', main, { scenario: trusting({ subject: main.replace('contoso', 'Contoso') }) }],
    [
      'AADSTS700211',
      main,
      { scenario: trusting({ subject: main, issuer: 'https://token.actions.githubusercontent.com' }) },
    ],
    ['AADSTS700212', main, { inputs: { audience: 'api://AzureADTokenExchangeUSGov' } }],
  ])(
    '%s: sees the subject %s that it presented and the credential that would match',
    async (code, subject, refusal) => {
      const run = await signInRefused(refusal);
      expect(run.failed).toBe(true);
      const { issuer, audience: asked } = run.report.failure?.presented ?? {};
      expect(run.report.failure).toMatchObject({
        code,
        message: expect.stringContaining(code),
        presented: { subject },
      });
      expect(issuer).toBe(azure.endpoints.github);
      expect(asked).toBe(refusal.inputs?.audience ?? audience);

      const credential = `--issuer ${issuer} --subject ${subject} --audiences ${asked}`;
      const parameters = JSON.stringify({ issuer, subject, audiences: [asked] }).slice(1);
      const annotation = run.annotations.map(({ message }) => message).join('\n');
      for (const text of [run.summary, annotation]) {
        expect(text).toContain('az identity federated-credential create --name repo-contoso-');
        expect(text).toContain(credential);
        expect(text).toContain(
          `az ad app federated-credential create --id ${deployer.clientId} --parameters '{"name"`,
        );
        expect(text).toContain(parameters);
      }
      expect(annotation).toContain(`Subject: ${subject}`);
      expect(run.summary).toContain(`<code>${subject.replaceAll('@', '&#64;')}</code>`);
      expect(run.summary).toContain(
        subject === immutable ? 'immutable, with the numbers' : 'the older one, without',
      );
    },
  );

  test('signs in once that credential is made', async () => {
    const { report } = await signInRefused({ job: { subject: immutable } });
    await azure.close();
    const { issuer: _, ...claims } = report.failure?.presented ?? { issuer: '', subject: '', audience: '' };
    azure = await startTrusted({ ...contoso(), ...trusting(claims) });
    expect((await runAction(azure, aksInputs, immutable)).outputs.compliant).toBe('true');
  });
});

describe('a sign-in that cannot be', () => {
  test.each<[string, string, Refusal]>([
    [
      'AADSTS700016',
      `az ad sp list --filter 'appId eq '\\''${elsewhere}'\\'''`,
      { inputs: { 'client-id': elsewhere } },
    ],
    ['AADSTS90002', 'az account show --subscription', { inputs: { 'tenant-id': elsewhere } }],
    ['AADSTS700024', 'timedatectl status', { job: { subject: main, claims: { exp: now - hour } } }],
  ])('%s: says what to look at: %s', async (code, command, refusal) => {
    const run = await signInRefused(refusal);
    expect(run.report.failure).toMatchObject({
      code,
      explanation: { id: expect.stringContaining(code.toLowerCase()) },
    });
    expect(run.summary).toContain('Likely cause');
    expect(run.summary).toContain(command);
  });

  test('AADSTS7000215: points from a wrong secret to signing in without one', async () => {
    Object.assign(process.env, {
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: deployer.clientId,
      AZURE_CLIENT_SECRET: 'wrong',
    });
    const run = await signInRefused({ inputs: { 'client-id': '', 'tenant-id': '' } });
    expect(run.report.failure?.code).toBe('AADSTS7000215');
    expect(run.report.failure?.presented).toBeUndefined();
    expect(run.summary).toContain('which needs no secret');
  });
});

describe('the token of GitHub', () => {
  test.each<[string, Refusal]>([
    ['a refused sign-in', { job: { subject: main.replace('main', 'next') } }],
    ['a sign-in out of time', { job: { subject: main, claims: { exp: now - hour } } }],
    ['a run that goes well', {}],
  ])('is nowhere in what %s leaves, whole or in part', async (_, refusal) => {
    const run = await signInRefused(refusal);
    expect(run.idTokens).not.toEqual([]);
    const left = everything(run);
    for (const part of run.idTokens.flatMap((token) => [token, ...token.split('.')]))
      expect(left).not.toContain(part);
  });
});

test('an error of Azure Machine Learning is explained beside its own words', async () => {
  const known = families.find(({ title }) => title.includes('Kubernetes'))?.entries ?? [];
  const cases = known.map(({ example: { code, message }, cause }, index) => ({
    name: `gpu-${index}x`,
    error: { code, message },
    cause,
  }));
  const computeFailures = cases.map(({ name, error }) => ({ name, errors: [error] }));
  azure = await startTrusted({ ...contoso(), provisioningMs: 0, computeFailures });
  await Promise.all(
    cases.map(async ({ name, error, cause }) => {
      const { report, summary } = await runAction(azure, { ...aksInputs, name });
      expect(report.computes[0]?.failure).toMatchObject({ ...error, explanation: { cause } });
      expect(summary).toContain('Likely cause');
    }),
  );
});
