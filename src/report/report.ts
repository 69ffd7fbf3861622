import type { RepairReport } from '../apply/repair.ts';
import type { Cluster } from '../azure/cluster.ts';
import type { WorkspaceName } from '../azure/workspace.ts';
import type { Finding } from '../checks/finding.ts';
import type { ExplainedFailure } from '../explain/index.ts';
import type { Action } from '../plan/decide.ts';
import type { Difference } from '../plan/differences.ts';
import type { InputNotice, InputProblem } from '../request/input-problem.ts';
import type { Mode, Source } from '../request/request.ts';

/** Everything that one run found out and did. The `report` output is this as JSON. */
export interface Report {
  /** Raised when a change would break a reader of the report. */
  readonly version: 1;
  /** Null when the inputs could not be read. */
  readonly mode: Mode | null;
  readonly workspace: WorkspaceName | null;
  /** False when the step fails. */
  readonly succeeded: boolean;
  /** Inputs and fields of compute files that cannot be used as they are. */
  readonly problems: readonly InputProblem[];
  /** What should be known of inputs and compute files, though it keeps nothing from going on. */
  readonly notices: readonly InputNotice[];
  /** What the checks say of declarations that cannot be worked on; else they speak of each compute. */
  readonly findings: readonly Finding[];
  /** What ended the run before any compute was looked at. */
  readonly failure: ExplainedFailure | null;
  readonly computes: readonly ComputeReport[];
}

export interface ComputeReport {
  readonly name: string;
  /** Azure resource ID of the compute. */
  readonly id: string;
  /** Where it is declared; null when that is not in a file. */
  readonly at: Source | null;
  /** What was declared; null when a compute is detached, which takes no more than its name, or when nothing declares it. */
  readonly declared: DeclaredTarget | null;
  readonly action: Action;
  readonly changed: boolean;
  /** False when this compute fails the step. */
  readonly succeeded: boolean;
  readonly compliant: boolean;
  /** As Azure says it, `Absent` when there is no such compute, null when Azure was not asked. */
  readonly provisioningState: string | null;
  /** Object ID of the compute's managed identity. */
  readonly principalId: string | null;
  readonly studioUrl: string | null;
  /** What Azure has otherwise than declared, at the end. */
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
  /** Prerequisites that the run put right (`made`), or would. */
  readonly repairs: readonly RepairReport[];
  /** What kept the compute from its declared state. */
  readonly failure: ExplainedFailure | null;
}

/** What a compute was declared to attach. */
export type DeclaredTarget = DeclaredCluster | DeclaredMachine;

export interface DeclaredCluster {
  readonly type: 'kubernetes';
  /** Resource ID of the cluster. */
  readonly resourceId: string;
  readonly clusterKind: Cluster['kind'];
  readonly namespace: string;
}

export interface DeclaredMachine {
  readonly type: 'virtualmachine';
  /** Resource ID of the virtual machine. */
  readonly resourceId: string;
}
