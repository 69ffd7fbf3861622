import type { CloudChoice } from '../azure/clouds.ts';
import type { Cluster } from '../azure/cluster.ts';
import type { InstanceTypes, ManagedIdentity } from '../azure/compute.ts';
import type { SignIn } from '../azure/credential.ts';
import type { VirtualMachine } from '../azure/virtual-machine.ts';
import type { WorkspaceName } from '../azure/workspace.ts';

/** What one run is asked to do, read from the inputs and the compute files. */
export type Request = AttachRequest | VerifyRequest | DetachRequest;

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
  /** How many computes are worked on at once. */
  readonly parallel: number;
}

/** Brings computes into their declared state, or plans to. */
export interface AttachRequest extends RunRequest {
  readonly mode: 'attach' | 'plan';
  readonly computes: readonly DeclaredCompute[];
  readonly recreate: Recreate;
  /** Prerequisites that the run puts right itself. */
  readonly fixes: ReadonlySet<Fixable>;
}

/** Says whether everything is as declared, and never writes. */
export interface VerifyRequest extends RunRequest {
  readonly mode: 'verify';
  readonly scope: VerifyScope;
}

/** What is verified: what inputs declare, what files declare and nothing else, or whatever is attached. */
export interface VerifyScope {
  readonly kind: 'inputs' | 'files' | 'nothing';
  readonly computes: readonly DeclaredCompute[];
}

/** Takes computes off their workspace; nothing but their names matters. */
export interface DetachRequest extends RunRequest {
  readonly mode: 'detach';
  readonly computes: readonly { readonly name: string; readonly at?: Source }[];
}

export const modes = ['attach', 'plan', 'verify', 'detach'] as const;
export type Mode = (typeof modes)[number];

/** Every prerequisite check, by its id, in the order in which findings are shown. */
export const checkIds = [
  'resource-id',
  'compute-name',
  'namespace',
  'instance-types',
  'undeclared',
  'workspace',
  'cluster',
  'virtual-machine',
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

export const computeTypes = ['kubernetes', 'virtualmachine'] as const;
export type ComputeType = (typeof computeTypes)[number];

/** A compute that can be worked on, and what was declared of it. */
export interface DeclaredCompute {
  readonly compute: Compute;
  readonly declaration: Declaration;
}

export type Compute = KubernetesCompute | VirtualMachineCompute;

interface AnyCompute {
  readonly name: string;
  /** Undefined: whatever Azure has. */
  readonly identity: ManagedIdentity | undefined;
  /** Undefined: whatever Azure has. */
  readonly description: string | undefined;
  /** Undefined: whatever Azure has. */
  readonly tags: Readonly<Record<string, string>> | undefined;
}

export interface KubernetesCompute extends AnyCompute {
  readonly type: 'kubernetes';
  readonly cluster: Cluster;
  readonly namespace: string;
  /** Undefined: whatever Azure has. */
  readonly instanceTypes: InstanceTypes | undefined;
  readonly defaultInstanceType: string | undefined;
}

export interface VirtualMachineCompute extends AnyCompute {
  readonly type: 'virtualmachine';
  readonly machine: VirtualMachine;
  readonly ssh: SshSettings;
}

/** How Azure reaches a virtual machine. */
export interface SshSettings {
  readonly port: number;
  readonly username: string | undefined;
  /** Masked before anything else happens. */
  readonly password: string | undefined;
  /** Text of the key; masked before anything else happens. */
  readonly privateKey: string | undefined;
}

/** What the checks judge of a declaration, as it was given; a field is missing when nothing usable was given. */
export interface Declaration {
  readonly name?: string;
  readonly target?: Target;
  readonly namespace?: string;
  readonly instanceTypes?: InstanceTypes;
  readonly defaultInstanceType?: string;
  /** Where it is written, when that is in a file: as a whole, and what a check judges. */
  readonly at?: Source;
  readonly places?: Partial<Record<CheckId, Source>>;
}

/** A place in a file. */
export interface Source {
  /** Path below the workspace. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** What a compute's resource ID turned out to name, for the type that is declared. */
export type Target = Cluster | VirtualMachine | UnusableTarget;

export interface UnusableTarget {
  readonly kind: 'unusable';
  readonly type: ComputeType;
  readonly text: string;
  readonly problem: string;
}
