import type { CloudChoice } from '../azure/clouds.ts';
import type { Cluster } from '../azure/cluster.ts';
import type { ManagedIdentity } from '../azure/compute.ts';
import type { SignIn } from '../azure/credential.ts';
import type { WorkspaceName } from '../azure/workspace.ts';

/** What one run is asked to do, read from the inputs. */
export type Request = AttachRequest | DetachRequest;

interface RunRequest {
  readonly signIn: SignIn;
  readonly cloud: CloudChoice;
  readonly workspace: WorkspaceName;
  /** Checks whose findings are only notices. */
  readonly skipChecks: ReadonlySet<CheckId>;
  readonly failOn: FailOn;
  /** Wait for the final provisioning state of what was written. */
  readonly wait: boolean;
  /** Milliseconds for the whole run. */
  readonly timeoutMs: number;
}

/** Brings a compute into its declared state, or plans to. */
export interface AttachRequest extends RunRequest {
  readonly mode: 'attach' | 'plan';
  readonly compute: KubernetesCompute;
  readonly recreate: Recreate;
  /** Prerequisites that the run puts right itself. */
  readonly fixes: ReadonlySet<Fixable>;
}

/** Takes a compute off its workspace; nothing but its name matters. */
export interface DetachRequest extends RunRequest {
  readonly mode: 'detach';
  readonly compute: { readonly name: string };
}

export const modes = ['attach', 'plan', 'detach'] as const;
export type Mode = (typeof modes)[number];

/** Every prerequisite check, by its id, in the order in which findings are shown. */
export const checkIds = [
  'resource-id',
  'compute-name',
  'namespace',
  'workspace',
  'cluster',
  'same-subscription',
  'cluster-identity',
  'kubernetes-version',
  'extension',
  'extension-features',
  'trusted-access',
  'relay',
  'workspace-identity',
  'role-assignments',
  'compute-identity',
  'caller-permissions',
] as const;
export type CheckId = (typeof checkIds)[number];

/** The checks whose findings a run can put right. */
export const fixables = ['role-assignments', 'trusted-access', 'extension'] as const satisfies CheckId[];
export type Fixable = (typeof fixables)[number];

export const failOnLevels = ['error', 'warning', 'never'] as const;
/** The severity of a finding that fails the run. */
export type FailOn = (typeof failOnLevels)[number];

export const recreatePolicies = ['never', 'when-failed', 'when-different'] as const;
/** When an existing compute is detached and attached again. */
export type Recreate = (typeof recreatePolicies)[number];

/** A declared compute that can be worked on. */
export interface KubernetesCompute {
  readonly type: 'kubernetes';
  readonly name: string;
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly identity: ManagedIdentity;
}

/** What the checks judge of a declaration, as it was given; a field is missing when nothing usable was given. */
export interface Declaration {
  readonly name?: string;
  readonly target?: Target;
  readonly namespace?: string;
}

/** What a compute's resource ID turned out to name. */
export type Target = Cluster | { readonly kind: 'unusable'; readonly text: string; readonly problem: string };
