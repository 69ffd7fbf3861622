import type { Cluster } from '../azure/cluster.ts';
import type { ClusterFacts, Facts, MachineFacts } from '../azure/observe.ts';
import type { VirtualMachine } from '../azure/virtual-machine.ts';
import type { WorkspaceName } from '../azure/workspace.ts';
import type { CheckId, Declaration, Mode, Recreate, SshSettings } from '../request/request.ts';
import type { Verdict } from './finding.ts';

/** A prerequisite: data, and a pure function that judges it. */
export type Check = DeclarationCheck | InventoryCheck | AnyComputeCheck | ClusterCheck | MachineCheck;

interface CheckBase {
  readonly id: CheckId;
  /** What is so when the prerequisite is met; a sentence. */
  readonly about: string;
  /** What an unmet prerequisite weighs, at its gravest. */
  readonly severity: 'error' | 'warning';
  /** Where the prerequisite is explained. */
  readonly link: string;
}

/** Judges what was declared; needs no Azure. */
export interface DeclarationCheck extends CheckBase {
  readonly needs: 'declaration';
  /** Undefined when nothing was given to judge. */
  judge(declaration: Declaration): Verdict | undefined;
}

/** Judges a compute that is attached though nothing declares it. */
export interface InventoryCheck extends CheckBase {
  readonly needs: 'inventory';
  judge(name: string, workspace: WorkspaceName): Verdict;
}

/** Judges what is there, for every type of compute. */
export interface AnyComputeCheck extends CheckBase {
  readonly needs: 'facts';
  /** Undefined when the prerequisite does not apply. */
  judge(facts: Facts, situation: Situation): Verdict | undefined;
}

/** Judges what is there for a Kubernetes cluster. */
export interface ClusterCheck extends CheckBase {
  readonly needs: 'cluster';
  /** Undefined when the prerequisite does not apply. */
  judge(facts: ClusterFacts, situation: ClusterSituation): Verdict | undefined;
}

/** Judges what is there for a virtual machine. */
export interface MachineCheck extends CheckBase {
  readonly needs: 'machine';
  /** Undefined when the prerequisite does not apply. */
  judge(facts: MachineFacts, situation: MachineSituation): Verdict | undefined;
}

/** What the facts are about, and what is to be done. */
export type Situation = ClusterSituation | MachineSituation;

interface AnySituation {
  readonly mode: Mode;
  readonly workspace: WorkspaceName;
  readonly recreate: Recreate;
  /** What the run may put right itself. */
  readonly fixes: ReadonlySet<CheckId>;
}

export interface ClusterSituation extends AnySituation {
  readonly kind: 'cluster';
  readonly cluster: Cluster;
  /** Whether the cloud has trusted access to AKS clusters. */
  readonly trustedAccessOffered: boolean;
}

export interface MachineSituation extends AnySituation {
  readonly kind: 'machine';
  readonly machine: VirtualMachine;
  readonly ssh: SshSettings;
}
