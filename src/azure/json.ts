import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';

/**
 * Reads JSON that nobody has to sign in for; a refusal's body is an answer, too.
 * @throws Error when there is no answer or it is not JSON.
 */
export async function getJson(url: string, abortSignal: AbortSignal): Promise<unknown> {
  const headers = createHttpHeaders({ accept: 'application/json' });
  const request = createPipelineRequest({ url, headers, abortSignal });
  const response = await createPipelineFromOptions({}).sendRequest(createDefaultHttpClient(), request);
  return JSON.parse(response.bodyAsText ?? '');
}
