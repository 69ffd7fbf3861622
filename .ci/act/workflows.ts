import { join } from 'node:path';
import { contoso, contosoIds } from '../../local-azure/scenarios.ts';
import { createTeller, filesBelow, pullRequestEvent, pushEvent, repositoryEvent, setStage } from './act.ts';

/* Runs the reusable workflows under act, as a repository calls them: `node .ci/act/workflows.ts PATH-OF-ACT`. */

const [act = 'act'] = process.argv.slice(2);
const stage = await setStage(act, contoso(), filesBelow(join(import.meta.dirname, 'caller')));
const { azure, github } = stage;
const { story, expect, end } = createTeller();

const id = `${contosoIds.workspace}/computes/inference`;
const comments = () => github.state.comments(7);
const openIssues = () =>
  github.state.issues().filter(({ title, state }) => state === 'open' && title.endsWith('not as declared'));
const pullRequest = () => stage.run('pull_request', 'compute.yml', pullRequestEvent());
const push = () => stage.run('push', 'compute.yml', pushEvent);
const night = () => stage.run('schedule', 'nightly.yml', repositoryEvent);

await story('a pull request is planned and commented', true, pullRequest);
expect('writes to Azure', azure.writes().length, 0);
expect(
  'the comment',
  comments().map(({ body }) => body.includes('Plan: inference would be attached to ml-prod')),
  [true],
);

await story('the same pull request again keeps to its comment', true, pullRequest);
expect('comments', comments().length, 1);

await story('the push to main attaches', true, push);
expect('the compute', azure.state.getResource(id)?.properties['provisioningState'], 'Succeeded');

await story('the next push changes nothing', true, push);
expect('writes to Azure', azure.writes().length, 1);

const there = azure.state.getResource(id);
if (there) azure.state.putResource({ ...there, tags: { team: 'somebody else' } });
await story('the night finds a drift and opens an issue', false, night);
expect(
  'the issue',
  openIssues().map(({ body }) => /tags\.team/.test(body ?? '')),
  [true],
);

await story('the next night keeps to the issue', false, night);
expect('open issues', openIssues().length, 1);

await story('the next push mends it', true, push);
const output = await story('the night closes the issue', true, night);
expect(
  'the table of all workspaces',
  output.includes('| ✅ | ml-prod | inference | none | no | Succeeded | yes |'),
  true,
);
expect('open issues', openIssues().length, 0);

await stage.close();
end();
