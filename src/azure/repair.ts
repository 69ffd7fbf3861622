import { ServiceClient } from '@azure/core-client';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import type { Failure } from './failure.ts';
import {
  addPolicies,
  answerFailure,
  type Connection,
  clientOptions,
  encodePath,
  readFailure,
} from './resource-manager.ts';

/** A write that puts a prerequisite right. Made again, it changes nothing more. */
export interface Repair {
  /** What is written, in words that complete "Failed to write …". */
  readonly what: string;
  readonly path: string;
  readonly apiVersion: string;
  readonly body: object;
  /** The action that this run needs for it, and the resource on which. */
  readonly action: string;
  readonly on: 'cluster' | 'relay';
  readonly scope: string;
}

/** Makes a repair, once in a run however many computes need it. Answers with the failure when Azure refuses it. */
export type RepairWriter = (repair: Repair) => Promise<Failure | undefined>;

export function createRepairWriter(connection: Connection): RepairWriter {
  const client = new ServiceClient({ ...clientOptions(connection), requestContentType: 'application/json' });
  addPolicies(client, connection);
  const made = new Map<string, Promise<Failure | undefined>>();
  const write = async ({ what, path, apiVersion, body }: Repair): Promise<Failure | undefined> => {
    const operation = `write ${what}`;
    const request = createPipelineRequest({
      method: 'PUT',
      url: `${connection.cloud.resourceManager}${encodePath(path)}?api-version=${apiVersion}`,
      headers: createHttpHeaders({ accept: 'application/json', 'content-type': 'application/json' }),
      body: JSON.stringify(body),
      abortSignal: connection.signal,
    });
    try {
      const response = await client.sendRequest(request);
      if (response.status < 300) return undefined;
      const failure = answerFailure(operation, response);
      // Somebody else has assigned the role in the same moment.
      return failure.code === 'RoleAssignmentExists' ? undefined : failure;
    } catch (error) {
      if (connection.signal.aborted) throw error;
      return readFailure(operation, error);
    }
  };
  return (repair) => {
    const key = repair.path.toLowerCase();
    const writing = made.get(key) ?? write(repair);
    made.set(key, writing);
    return writing;
  };
}
