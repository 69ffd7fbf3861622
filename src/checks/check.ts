import type { Cluster } from '../azure/cluster.ts';
import type { Facts } from '../azure/observe.ts';
import type { WorkspaceName } from '../azure/workspace.ts';
import type { CheckId, Declaration, Mode, Recreate } from '../request/request.ts';
import type { Verdict } from './finding.ts';

/** A prerequisite: data, and a pure function that judges it. */
export type Check = DeclarationCheck | PrerequisiteCheck;

interface CheckBase {
  readonly id: CheckId;
  /** Where the prerequisite is explained. */
  readonly link: string;
}

/** Judges what was declared; needs no Azure. */
export interface DeclarationCheck extends CheckBase {
  readonly needs: 'declaration';
  /** Undefined when nothing was given to judge. */
  judge(declaration: Declaration): Verdict | undefined;
}

/** Judges what is there. */
export interface PrerequisiteCheck extends CheckBase {
  readonly needs: 'facts';
  /** Undefined when the prerequisite does not apply. */
  judge(facts: Facts, situation: Situation): Verdict | undefined;
}

/** What the facts are about, and what is to be done. */
export interface Situation {
  readonly mode: Mode;
  readonly workspace: WorkspaceName;
  readonly cluster: Cluster;
  /** Whether the cloud has trusted access to AKS clusters. */
  readonly trustedAccessOffered: boolean;
  readonly recreate: Recreate;
  /** What the run may put right itself. */
  readonly fixes: ReadonlySet<CheckId>;
}
