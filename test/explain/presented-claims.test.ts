import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import type { Failure } from '../../src/azure/failure.ts';
import { readOidcClaims, subjectForm } from '../../src/azure/oidc-claims.ts';
import { explain, explained } from '../../src/explain/index.ts';
import { commandLine } from '../../src/report/command-line.ts';
import { oneLine } from '../../src/report/markdown.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { describeFailure } from '../../src/report/wording.ts';
import { aks, aWorkspaceName, clientId, tenantId } from '../fixtures.ts';

const token = (payload: unknown): string =>
  ['{}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

describe('the claims of a token', () => {
  test('are read without its being verified', () => {
    const claims = {
      iss: 'https://github.test',
      sub: 'repo:a/b:pull_request',
      aud: 'api://x',
      jti: 'secret',
    };
    expect(readOidcClaims(token(claims))).toEqual({
      issuer: 'https://github.test',
      subject: 'repo:a/b:pull_request',
      audience: 'api://x',
    });
  });

  test.each(['', 'x', 'a.b.c', token({}), token([]), token(null), token({ iss: 1, sub: 's', aud: 'a' })])(
    'are unknown when there are none (%j)',
    (text) => {
      expect(readOidcClaims(text)).toBeUndefined();
    },
  );
});

test.each([
  ['repo:contoso@104217733/ml-platform@731450882:environment:production', 'immutable'],
  ['repo:contoso@104217733/ml-platform@731450882:ref:refs/heads/a@1/b@2:c', 'immutable'],
  ['repo:contoso/ml-platform:ref:refs/heads/main', 'by name'],
  ['repo:contoso/ml-platform:environment:a@1/b@2:c', 'by name'],
  ['repository_owner_id:104217733:repository_id:731450882:ref:refs/heads/main', 'customized'],
  ['repo:contoso/ml-platform', 'customized'],
  ['', 'customized'],
])('the form of the subject %s is %s', (subject, form) => {
  expect(subjectForm(subject)).toBe(form);
});

const known = {
  signIn: { kind: 'github-oidc', clientId, tenantId, audience: 'api://AzureADTokenExchange' },
  workspace: aWorkspaceName,
  cluster: aks,
} as const;

const refused = (subject: string): Failure => ({
  operation: `sign in to Azure as ${clientId}`,
  code: 'AADSTS700213',
  message: `AADSTS700213: No matching federated identity record found for presented assertion subject '${subject}'.`,
  details: [],
  presented: {
    issuer: 'https://token.actions.githubusercontent.com',
    subject,
    audience: 'api://AzureADTokenExchange',
  },
});

describe('the federated credential that would match', () => {
  const subject = 'repo:contoso@104217733/ml-platform@731450882:environment:production';
  const commands = explain(refused(subject), known)?.fixes.flatMap((fix) => fix.commands) ?? [];

  test('is made for a managed identity', () => {
    expect(commands.map(commandLine)).toContain(
      `az identity federated-credential create --name repo-contoso-104217733-ml-platform-731450882-environment-production --identity-name '<identity>' --resource-group '<resource-group>' --issuer https://token.actions.githubusercontent.com --subject ${subject} --audiences api://AzureADTokenExchange`,
    );
  });

  test('is made for an application', () => {
    const command = commands.find((each) => each.includes('ad')) ?? [];
    expect(command.slice(0, -1)).toEqual([
      ...['az', 'ad', 'app', 'federated-credential', 'create', '--id', clientId, '--parameters'],
    ]);
    expect(JSON.parse(command.at(-1) ?? '')).toEqual({
      name: 'repo-contoso-104217733-ml-platform-731450882-environment-production',
      issuer: 'https://token.actions.githubusercontent.com',
      subject,
      audiences: ['api://AzureADTokenExchange'],
    });
  });

  test.each(['', '::::', 'x'.repeat(500), '日本', 'repo:a/b:environment:ü'])(
    'has a name that Entra takes (%s)',
    (each) => {
      const [name] = (explain(refused(each), known)?.fixes ?? [])
        .flatMap((fix) => fix.commands)
        .flatMap((command) => (command.includes('--name') ? [command[command.indexOf('--name') + 1]] : []));
      expect(name).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,119}$/);
    },
  );

  test('comes with a warning where every pull request has the subject', () => {
    expect(explain(refused('repo:a/b:pull_request'), known)?.fixes[0]?.advice).toMatch(/Every pull request/);
  });
});

describe('hostile claims', () => {
  const hostile = [
    "repo:a/b:environment:'; rm -rf ~ #",
    'repo:a/b:environment:$(touch /tmp/x)`touch /tmp/y`',
    'repo:a/b:environment:<script>alert(1)</script><img src=x onerror=alert(1)>',
    'repo:a/b:environment:x\n```\n# Owned\n[link](https://example.org)\n```bash\ncurl evil',
    'repo:a/b:environment:"},{"name":"other',
    '::error::repo\r\n::add-mask::x',
  ];

  test.each(hostile)('stay words in the commands (%j)', (subject) => {
    for (const command of explain(refused(subject), known)?.fixes.flatMap((fix) => fix.commands) ?? []) {
      const script = `printf '%s\\0' ${commandLine(command)}`;
      const taken = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0');
      expect(taken.slice(0, -1)).toEqual(command.map(oneLine));
    }
  });

  test.each(hostile)('stay words in the summary (%j)', (subject) => {
    const failure = explained(refused(subject), known);
    const summary = renderSummary({
      version: 1,
      mode: 'attach',
      workspace: aWorkspaceName,
      succeeded: false,
      problems: [],
      notices: [],
      findings: [],
      failure,
      computes: [],
    });
    const outsideCode = summary.replaceAll(/^(`{3,})bash\n[\s\S]*?^\1$/gm, '');
    expect(outsideCode).not.toMatch(/<script|<img|^# Owned|\]\(https:\/\/example|`/m);
    expect(outsideCode).not.toMatch(/rm -rf ~ #\n/);
  });

  test.each(hostile)('stay in their line of the log (%j)', (subject) => {
    const { message, ...failure } = explained(refused(subject), known);
    for (const line of describeFailure({ ...failure, message: '' })) expect(line).not.toMatch(/[\r\n]/);
  });
});
