import type { Entry } from './entry.ts';

const proxies =
  'https://docs.github.com/actions/how-tos/managing-self-hosted-runners/using-a-proxy-server-with-self-hosted-runners';
const certificates = 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile';

/** Errors of the way between the runner and Azure. Source of the codes: Node.js, getaddrinfo(3) and OpenSSL. */
export const connectionErrors: readonly Entry[] = [
  {
    text: 'ENOTFOUND: getaddrinfo ENOTFOUND',
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    cause:
      'The runner cannot find the address of the host: it has no DNS for it, or reaches the internet only through a proxy.',
    fixes: () => [
      {
        advice:
          'Set the environment variable HTTPS_PROXY, and NO_PROXY for what is reached directly, on the job or the runner.',
        commands: [],
      },
    ],
    source: proxies,
    example: { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND management.azure.com' },
  },
  {
    text: 'ECONNREFUSED, ETIMEDOUT: connect failed',
    codes: ['ECONNREFUSED', 'ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH'],
    cause: 'Nothing answers where the host is, or a firewall between runner and host drops the connection.',
    fixes: () => [
      {
        advice:
          'Allow the runner to reach the Azure Resource Manager and Entra hosts of the cloud on port 443, or set HTTPS_PROXY.',
        commands: [],
      },
    ],
    source: proxies,
    example: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 20.37.74.10:443' },
  },
  {
    text: 'SELF_SIGNED_CERT_IN_CHAIN: self-signed certificate in certificate chain',
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    cause:
      'A proxy that opens TLS, or a private cloud, shows a certificate whose authority the runner does not know.',
    fixes: () => [
      {
        advice:
          "Set the environment variable NODE_EXTRA_CA_CERTS to a PEM file with the authority's certificate, on the job or the runner.",
        commands: [],
      },
    ],
    source: certificates,
    example: {
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      message: 'self-signed certificate in certificate chain',
    },
  },
];
