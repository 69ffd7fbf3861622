import type { Hands } from '../apply/hands.ts';
import type { Cloud } from '../azure/clouds.ts';
import {
  type ComputeAnswer,
  type ComputeWriter,
  createComputeWriter,
  readCompute,
} from '../azure/compute.ts';
import { createRepairWriter, type RepairWriter } from '../azure/repair.ts';
import {
  type Connection,
  createResourceManager,
  type ResourceManager,
  remember,
} from '../azure/resource-manager.ts';
import type { WorkspaceName } from '../azure/workspace.ts';
import { type Finding, needsSomebody } from '../checks/finding.ts';
import { renderFindings } from '../report/log.ts';
import type { Request } from '../request/request.ts';

/** What every mode works with on its computes. */
export interface Site<R extends Request = Request> {
  readonly request: R;
  readonly cloud: Cloud;
  readonly arm: ResourceManager;
  /** Reads that are each made once in the run: what several computes have in common. */
  readonly shared: ResourceManager;
  readonly writer: ComputeWriter;
  readonly repair: RepairWriter;
  readonly signal: AbortSignal;
  /** True when the run works on several computes, whose lines mix in the log. */
  readonly several: boolean;
  readonly log: (line: string) => void;
}

export function siteOf<R extends Request>(
  request: R,
  connection: Connection,
  log: Site['log'],
  several: boolean,
): Site<R> {
  const arm = createResourceManager(connection);
  return {
    request,
    cloud: connection.cloud,
    arm,
    shared: remember(arm),
    writer: createComputeWriter(connection),
    repair: createRepairWriter(connection),
    signal: connection.signal,
    several,
    log,
  };
}

/** Reads a compute as it is at this moment. */
export const readNow = (
  {
    arm,
    request: { workspace },
  }: { readonly arm: ResourceManager; readonly request: { readonly workspace: WorkspaceName } },
  name: string,
): Promise<ComputeAnswer> => readCompute(arm, { workspace, name });

/** The hands to work on one compute with. */
export function handsFor(name: string, site: Site): Hands {
  const { request, writer, signal, log } = site;
  const { workspace, wait, timeoutMs } = request;
  const compute = { workspace, name };
  return {
    name,
    wait,
    timeoutMs,
    signal,
    log,
    read: () => readNow(site, name),
    put: (definition) => writer.put(compute, definition),
    detach: () => writer.detach(compute),
  };
}

/** The log of one compute: where there are several, each line names it. */
export const logOf = ({ several, log }: Pick<Site, 'several' | 'log'>, name: string): Site['log'] =>
  several ? (line) => log(`${name}: ${line}`) : log;

/** Logs what was found; where there are several computes, only what somebody has to look at. */
export function logFindings(
  site: Pick<Site, 'several' | 'log'>,
  name: string,
  findings: readonly Finding[],
): void {
  const worth = site.several ? findings.filter(needsSomebody) : findings;
  for (const line of renderFindings(worth)) logOf(site, name)(line);
}
