import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import { contoso, contosoIds } from '../../local-azure/scenarios.ts';
import { type LocalGitHub, startLocalGitHub } from '../../local-github/index.ts';
import { contoso as contosoOnGitHub, jobToken } from '../../local-github/scenarios.ts';
import {
  aksInputs,
  type Circumstances,
  type GivenInputs,
  gpuCompute,
  type Run,
  runAction,
  startTrusted,
} from './run-action.ts';

let azure: LocalAzure;
let github: LocalGitHub;
beforeEach(async () => {
  github = await startLocalGitHub(contosoOnGitHub());
  azure = await startTrusted({ ...contoso(), provisioningMs: 50 });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), github.certificateAuthority]);
});
afterEach(() => Promise.all([azure.close(), github.close()]));

const onPullRequest = (): Circumstances => ({
  run: { apiUrl: github.apiUrl, pullRequest: 7 },
  eventName: 'pull_request',
});
const onSchedule = (): Circumstances => ({ run: { apiUrl: github.apiUrl }, eventName: 'schedule' });

const run = (given: GivenInputs, circumstances: Circumstances, files = {}): Promise<Run> =>
  runAction(azure, { ...aksInputs, 'github-token': jobToken, ...given }, undefined, files, circumstances);

describe('the comment', () => {
  const plan = (given: GivenInputs = {}) => run({ mode: 'plan', comment: 'true', ...given }, onPullRequest());

  test('is one, kept up to date', async () => {
    const first = await plan();
    expect(first.log).toContain('comment: created, ');
    expect(github.state.comments(7)).toMatchObject([
      { body: expect.stringContaining('Plan: gpu would be attached') },
    ]);
    await plan();
    expect(github.writes()).toHaveLength(1);
    azure.state.putResource(gpuCompute('Succeeded'));
    await plan();
    expect(github.state.comments(7)).toMatchObject([
      { body: expect.stringContaining('Plan: gpu needs nothing') },
    ]);
  });

  test('tells of bad input, too', async () => {
    await plan({ timeout: 'soon' });
    expect(github.state.comments(7)).toMatchObject([{ body: expect.stringContaining('timeout is "soon"') }]);
  });

  test('that the job may not write is a warning that names the permission, and fails nothing', async () => {
    github.state.setPermissions(jobToken, { pull_requests: 'none', issues: 'none' });
    const { failed, annotations } = await plan();
    expect(failed).toBe(false);
    expect(annotations).toContainEqual(
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('pull-requests: write') }),
    );
  });

  test('is not for a run without a pull request', async () => {
    const { log } = await run({ mode: 'plan', comment: 'true' }, onSchedule());
    expect(log).toContain('comment: this run is not for a pull request');
    expect(github.traffic).toEqual([]);
  });

  test('needs a token', async () => {
    const { annotations, failed } = await plan({ 'github-token': '' });
    expect(failed).toBe(false);
    expect(annotations).toContainEqual(expect.objectContaining({ level: 'warning', title: 'GitHub' }));
  });

  test('is written for whoever asks only', async () => {
    await plan({ comment: 'false' });
    expect(github.traffic).toEqual([]);
  });
});

describe('the tracking issue', () => {
  const verify = (given: GivenInputs = {}) => run({ mode: 'verify', issue: 'true', ...given }, onSchedule());
  const open = () =>
    github.state
      .issues()
      .filter(({ state, pullRequest, title }) => state === 'open' && !pullRequest && /declared$/.test(title));

  test('is opened for what is not as declared, not written again, and closed when it is', async () => {
    await verify();
    expect(open()).toMatchObject([{ title: 'What is attached to ml-prod is not as declared' }]);
    const before = github.writes().length;
    await verify();
    expect(github.writes()).toHaveLength(before);
    azure.state.putResource(gpuCompute('Succeeded'));
    await verify();
    expect(open()).toEqual([]);
  });

  test('is left alone by a run that could not tell, and by other modes', async () => {
    await verify({ 'workspace-name': 'ml-gone', name: '', 'resource-id': '' });
    await verify({ mode: 'plan' });
    expect(github.writes()).toEqual([]);
  });
});

describe('the files', () => {
  test('hold the report as JSON and as SARIF', async () => {
    const { written, report } = await run(
      { mode: 'plan', 'report-file': 'out/report.json', 'sarif-file': 'out.sarif' },
      onSchedule(),
    );
    expect(JSON.parse(written['out/report.json'] ?? '')).toEqual(JSON.parse(JSON.stringify(report)));
    expect(JSON.parse(written['out.sarif'] ?? '')).toMatchObject({ version: '2.1.0' });
  });

  test('are not written outside the workspace folder, which fails the step', async () => {
    const { failed, annotations } = await run(
      { mode: 'plan', 'report-file': '../report.json' },
      onSchedule(),
    );
    expect(failed).toBe(true);
    expect(annotations).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: expect.stringContaining('outside the workspace folder'),
      }),
    );
  });
});

describe("a stranger's pull request, which gets no OIDC token", () => {
  const stranger = (): Circumstances => ({
    ...onPullRequest(),
    run: { apiUrl: github.apiUrl, pullRequest: 7, untrusted: true },
    mayAskForIdToken: false,
  });

  test('is judged as far as that needs no Azure, and told so', async () => {
    const { failed, summary, report, outputs } = await run({ mode: 'plan', name: 'gpu-01' }, stranger());
    expect(failed).toBe(false);
    expect(summary).toContain('Azure was not asked');
    expect(report.findings.find(({ check }) => check === 'compute-name')?.severity).toBe('warning');
    expect(outputs.compliant).toBe('false');
  });

  test('fails for what is wrong in its files', async () => {
    const file = `name: gpu\ntype: kubernetes\nresource_id: ${contosoIds.aks}\nnamspace: x\n`;
    const given = { mode: 'plan', name: '', 'resource-id': '', file: 'gpu.yml' };
    expect((await run(given, stranger(), { 'gpu.yml': file })).failed).toBe(true);
  });

  test('cannot attach', async () => {
    expect((await run({ mode: 'attach' }, stranger())).report.failure?.code).toBe('IdTokenNotPermitted');
  });
});

describe('under pull_request_target', () => {
  const file = { 'gpu.yml': `name: gpu\ntype: kubernetes\nresource_id: ${contosoIds.aks}\n` };
  const given = { name: '', 'resource-id': '', file: 'gpu.yml' };

  test.each(['attach', 'detach'])('%s refuses to write what files say', async (mode) => {
    const { failed, report } = await run({ ...given, mode }, { eventName: 'pull_request_target' }, file);
    expect(failed).toBe(true);
    expect(report.problems).toMatchObject([{ field: 'mode' }]);
    expect(azure.traffic).toEqual([]);
  });

  test('a plan goes on, and so does an attach of what inputs declare', async () => {
    const circumstances = { eventName: 'pull_request_target' };
    expect((await run({ ...given, mode: 'plan' }, circumstances, file)).failed).toBe(false);
    expect((await run({ mode: 'attach' }, circumstances)).failed).toBe(false);
  });
});
