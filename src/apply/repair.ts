import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../azure/failure.ts';
import type { Facts } from '../azure/observe.ts';
import type { Repair, RepairWriter } from '../azure/repair.ts';
import { type Finding, needsSomebody } from '../checks/finding.ts';
import { blocked } from '../checks/index.ts';
import type { CheckId, FailOn } from '../request/request.ts';
import { formatDuration } from './duration.ts';
import { interruptedRepairs } from './failures.ts';

/** What was seen, and what the checks say of it. */
export interface View {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
}

/** How prerequisites are put right. */
export interface RepairTask {
  /** False: the repairs are only told. */
  readonly mayWrite: boolean;
  readonly fixes: ReadonlySet<CheckId>;
  readonly failOn: FailOn;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  readonly write: RepairWriter;
  /** Reads everything again and judges it again. */
  look(): Promise<View>;
}

/** What there is in the end, and what was, or would be, written for it. */
export interface RepairedView extends View {
  readonly repairs: readonly RepairReport[];
  /** What kept a repair from being made or from taking effect; those made before stay. */
  readonly failure?: Failure;
}

export interface RepairReport {
  readonly what: string;
  readonly made: boolean;
}

/** Puts right what is asked for, when that is all that stands in the way: a run that ends in a refusal writes nothing. */
export async function putRight(seen: View, task: RepairTask): Promise<RepairedView> {
  const due = seen.findings.filter((finding) => isDue(finding, task));
  const repairs = due.flatMap(({ fix }) => fix?.repairs ?? []);
  const suffices = !blocked(
    seen.findings.filter((finding) => !due.includes(finding)),
    task.failOn,
  );
  if (!task.mayWrite || !suffices || due.length === 0) return { ...seen, repairs: told(repairs, 0) };
  const { made, failure } = await makeAll(repairs, task);
  const view = failure ? { ...seen, failure } : await untilRight(seen, task);
  return { ...view, repairs: told(repairs, made) };
}

const told = (repairs: readonly Repair[], made: number): RepairReport[] =>
  repairs.map(({ what }, index) => ({ what, made: index < made }));

/** Makes the repairs in their order, until one is refused. */
async function makeAll(
  repairs: readonly Repair[],
  { log, write }: RepairTask,
): Promise<{ readonly made: number; readonly failure?: Failure }> {
  for (const [made, repair] of repairs.entries()) {
    log(`Writing ${repair.what}`);
    const failure = await write(repair);
    if (failure) return { made, failure };
  }
  return { made: repairs.length };
}

const isDue = (finding: Finding, { fixes }: Pick<RepairTask, 'fixes'>): boolean =>
  fixes.has(finding.check) && needsSomebody(finding) && finding.fix?.repairs !== undefined;

const firstPauseMs = 2_000;
const longestPauseMs = 15_000;
const growth = 1.5;
/** A trusted access binding takes up to five minutes, an extension more. */
const patienceMs = 15 * 60_000;

/** Looks until the repairs can be seen to hold, or to have failed, or for as long as they are known to take. */
async function untilRight(seen: View, task: RepairTask): Promise<View & { readonly failure?: Failure }> {
  const { look, log, signal } = task;
  const started = performance.now();
  let view = seen;
  try {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * growth, longestPauseMs)) {
      view = await look();
      const open = view.findings.filter((finding) => isDue(finding, task));
      const elapsedMs = performance.now() - started;
      if (open.length === 0 || elapsedMs > patienceMs) return view;
      log(`Waiting for ${open.map(({ check }) => check).join(', ')} (${formatDuration(elapsedMs)})`);
      await sleep(pauseMs, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ...view, failure: interruptedRepairs(signal) };
  }
}
