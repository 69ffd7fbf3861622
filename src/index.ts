import { main } from './main.ts';
import { actionsRunner } from './runner/runner.ts';

await main(actionsRunner());
