/** Every flow that the repository ships, loaded. */
import { loadFlow, type Flow } from 'callchart';
import { shipped, shippedFiles } from '../checker/mutants/shipped.ts';

/** The flows by the files they come from. */
export const shippedFlows: Readonly<Record<string, Flow>> = Object.fromEntries(
  await Promise.all(shippedFiles().map(async (file) => [file, loadFlow((await shipped(file)).module)] as const)),
);
