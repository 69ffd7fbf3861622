import { expect } from '@jest/globals';
import type { ClusterFacts, MachineFacts } from '../../src/azure/observe.ts';
import type {
  AnyComputeCheck,
  ClusterCheck,
  ClusterSituation,
  MachineCheck,
  MachineSituation,
} from '../../src/checks/check.ts';
import type { Severity, Verdict } from '../../src/checks/finding.ts';
import { commandLine } from '../../src/report/command-line.ts';
import { aFacts, aSituation, machineFacts, machineSituation, unreadable } from '../fixtures.ts';

/** What a check says of things in good order with some changes. */
export const judge = (
  check: ClusterCheck | AnyComputeCheck,
  facts: Partial<ClusterFacts> = {},
  situation: Partial<ClusterSituation> = {},
): Verdict | undefined => check.judge(aFacts(facts), aSituation(situation));

/** What a check says of a virtual machine in good order with some changes. */
export const judgeMachine = (
  check: MachineCheck | AnyComputeCheck,
  facts: Partial<MachineFacts> = {},
  situation: Partial<MachineSituation> = {},
): Verdict | undefined => check.judge(machineFacts(facts), machineSituation(situation));

const verdict = (severity: Severity, verified: boolean) => (actual: string) =>
  expect.objectContaining({ severity, verified, actual: expect.stringContaining(actual) });

/** Verdicts whose words contain what is given. */
export const ok = verdict('ok', true);
export const notice = verdict('notice', true);
export const warning = verdict('warning', true);
export const error = verdict('error', true);
export const notVerified = verdict('warning', false);

/** A read that Azure refused, and what every check has to say of one. */
export const refused = unreadable();
export const refusal = notVerified(
  'not verified: failed to read the thing: AuthorizationFailed: The client does not have authorization to perform ' +
    'action X over scope Y. (correlation ID corr-1)',
);

/** The commands of a verdict's fix, as they are pasted. */
export const commands = (of: Verdict | undefined): string[] => of?.fix?.commands.map(commandLine) ?? [];
