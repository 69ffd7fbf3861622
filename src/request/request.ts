import type { CloudChoice } from '../azure/clouds.ts';
import type { Cluster } from '../azure/cluster.ts';
import type { ManagedIdentity } from '../azure/compute.ts';
import type { SignIn } from '../azure/credential.ts';
import type { WorkspaceName } from '../azure/workspace.ts';

/** What one run is asked to do, read from the inputs. */
export interface Request {
  readonly mode: Mode;
  readonly signIn: SignIn;
  readonly cloud: CloudChoice;
  readonly workspace: WorkspaceName;
  readonly compute: KubernetesCompute;
  readonly recreate: Recreate;
  /** Wait for the final provisioning state of what was written. */
  readonly wait: boolean;
  /** Milliseconds for the whole run. */
  readonly timeoutMs: number;
}

export const modes = ['attach'] as const;
export type Mode = (typeof modes)[number];

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
