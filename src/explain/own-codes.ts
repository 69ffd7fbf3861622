/** A code of the action itself. Its message says what to do already; the documentation says more. */
export interface OwnCode {
  readonly code: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** Every code by which the action itself names a failure. */
export const ownCodes: readonly OwnCode[] = [
  {
    code: 'IdTokenNotPermitted',
    meaning:
      'GitHub gives the job no OIDC token. The job lacks the permission `id-token: write`; or it belongs to a reusable workflow whose caller does not grant it; or it runs for a pull request from a fork or by Dependabot, which never get one.',
    remedy:
      'Give the job `permissions: { id-token: write, contents: read }`, and the job that calls a reusable workflow the same. For pull requests from forks, leave the step out: `if: github.event.pull_request.head.repo.full_name == github.repository`.',
  },
  {
    code: 'IdTokenUnavailable',
    meaning: "GitHub's OIDC issuer was asked for a token and gave none; the message is its answer.",
    remedy:
      "Run again; when it persists, look at GitHub's status page or at the OIDC settings of the server.",
  },
  {
    code: 'SignInFailed',
    meaning: 'No sign-in worked, and the reason has no code of Entra.',
    remedy:
      'Read the message. Without client-id and tenant-id, it lists each sign-in that was tried: environment variables, workload identity, the Azure CLI and managed identity.',
  },
  {
    code: 'CloudMetadataInvalid',
    meaning: 'The address in ARM_CLOUD_METADATA_URL answers, but not with the endpoints of a cloud.',
    remedy:
      "Use the metadata endpoint of the cloud's Azure Resource Manager, such as `https://HOST/metadata/endpoints?api-version=2022-09-01`, or unset the variable and use the input `environment`.",
  },
  {
    code: 'CloudMetadataUnreadable',
    meaning: 'The address in ARM_CLOUD_METADATA_URL does not answer, or not with JSON.',
    remedy: 'Open the address from the runner. Mind HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS.',
  },
  {
    code: 'NoAnswer',
    meaning: 'A request had no answer, and the client gives no code for it.',
    remedy: 'Read the message, and see that the runner reaches the hosts of the cloud.',
  },
  {
    code: 'UnexpectedAnswer',
    meaning: 'Azure answered in another form than its API promises. The message names the fields.',
    remedy: 'See that no proxy answers in place of Azure; else report it with the message.',
  },
  {
    code: 'ForeignNextLink',
    meaning:
      'A list goes on at another host than the one that it began at. The action does not follow: its token is not meant for that host.',
    remedy: 'See that no proxy rewrites answers of Azure.',
  },
  {
    code: 'WorkspaceNotFound',
    meaning: 'A verification of everything that is attached found no workspace of this name.',
    remedy:
      'Check the inputs subscription-id, resource-group and workspace-name against `az ml workspace list`.',
  },
  {
    code: 'RelayAmbiguous',
    meaning:
      "The extension does not name its relay, and the cluster's resource group holds several, so it cannot be told which one to check.",
    remedy:
      'Nothing has to be done when the attach succeeds. Else deploy the extension again with a recent Azure CLI, which notes the relay in its settings.',
  },
  {
    code: 'PrincipalUnknown',
    meaning:
      "Azure does not tell the object ID of the workspace's identity, so its roles cannot be looked up.",
    remedy: 'See that the identity still exists.',
  },
  {
    code: 'NotRead',
    meaning: 'Permissions were not asked for, because what they would be for was not found.',
    remedy: 'Put the other findings right first.',
  },
  {
    code: 'Cancelled',
    meaning:
      'The job was cancelled while the step ran. The step ends at once and says how far it came; Azure goes on by itself with what it has accepted.',
    remedy: 'Run again: the next run joins what is under way, or finds that it is done.',
  },
  {
    code: 'TimedOut',
    meaning: 'The timeout passed before the compute was in its declared state. Azure goes on by itself.',
    remedy:
      'Run again: the run joins what is under way. Give a longer `timeout`; an attach can take over an hour before it fails.',
  },
  {
    code: 'ComputeDiffers',
    meaning:
      'The workspace has a compute of this name with another cluster, namespace or type, which Azure cannot change in place.',
    remedy:
      'Choose another name, declare what is there, or set `recreate: when-different` to have the compute detached and attached again.',
  },
  {
    code: 'UpdateWithoutEffect',
    meaning:
      'Azure accepted an update and kept the compute as it was, as it is known to do with attached Kubernetes clusters.',
    remedy: 'Declare what Azure has, or detach the compute and run again.',
  },
  {
    code: 'DetachWithoutEffect',
    meaning: 'Azure accepted the detach, and afterwards the compute is still there.',
    remedy: 'Run again; when it stays, Studio tells what keeps it, such as a deployment that uses it.',
  },
  {
    code: 'ComputeDisappeared',
    meaning: 'Azure accepted the compute, and then it was gone: somebody else detached it meanwhile.',
    remedy: 'Keep two runs on one workspace apart with `concurrency`, and run again.',
  },
  {
    code: 'ProvisioningFailed',
    meaning:
      'The compute ended in the state Failed, and Azure gives no reason. ProvisioningCanceled is the like.',
    remedy:
      'Put the findings in the summary right and run again: with `recreate: when-failed` the compute is detached and attached anew. Give Azure support the correlation ID.',
  },
  {
    code: 'UnexpectedError',
    meaning: 'Something went wrong that the action does not know.',
    remedy: 'Run again with debug logging, and report the message and the log.',
  },
];
