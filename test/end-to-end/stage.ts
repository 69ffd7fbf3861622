import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAzure, startLocalAzure } from '../../local-azure/index.ts';
import type { Scenario } from '../../local-azure/scenario.ts';
import { contoso, contosoIds, deployer, subscriptionId, tenantId } from '../../local-azure/scenarios.ts';
import { runStep, type Step, type StepResult } from '../../local-runner/step.ts';
import { readReport } from '../report-schema.ts';

/** Inputs that attach the AKS cluster `aks-gpu` as `gpu` to `ml-prod`. */
export const gpu = {
  'client-id': deployer.clientId,
  'tenant-id': tenantId,
  'subscription-id': subscriptionId,
  'resource-group': 'rg-ml',
  'workspace-name': 'ml-prod',
  name: 'gpu',
  'resource-id': contosoIds.aks,
};

/**
 * A local Azure, and the built action run on it as the runner would, in a job that may ask for OIDC tokens. Every report
 * that it makes is held against the published schema.
 */
export interface Stage {
  readonly azure: LocalAzure;
  run(inputs: Step['with'], options?: Pick<Step, 'env' | 'files' | 'onLine' | 'cancel'>): Promise<StepResult>;
  close(): Promise<void>;
}

export async function setStage(changes: Partial<Scenario>): Promise<Stage> {
  const azure = await startLocalAzure({ ...contoso(), ...changes });
  const folder = mkdtempSync(join(tmpdir(), 'end-to-end-'));
  const trust = join(folder, 'certificate-authority.pem');
  writeFileSync(trust, azure.certificateAuthority);
  return {
    azure,
    run: async (inputs, { env, ...options } = {}) => {
      const job = azure.jobVariables({ subject: 'repo:contoso/ml-platform:ref:refs/heads/main' });
      const result = await runStep({
        ...options,
        with: inputs,
        oidc: {
          requestUrl: job.ACTIONS_ID_TOKEN_REQUEST_URL,
          requestToken: job.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
        },
        env: { ARM_CLOUD_METADATA_URL: job.ARM_CLOUD_METADATA_URL, NODE_EXTRA_CA_CERTS: trust, ...env },
      });
      readReport(result.outputs['report']);
      return result;
    },
    close: async () => {
      await azure.close();
      rmSync(folder, { recursive: true });
    },
  };
}
