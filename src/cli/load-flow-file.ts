/**
 * From flow files on disk to flows. What makes a flow right is `loadFlow`'s business; this file finds, loads and names
 * files.
 */
import { relative } from 'node:path';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Flow, type FlowModule, loadFlow } from '../flow/load-flow.ts';
import { explainMachineError } from '../flow/load/machine-errors.ts';
import { loadModuleFile } from './load-module-file.ts';

/** A flow and the files that it was made of. */
export interface FlowFile {
  readonly flow: Flow;
  /** The flow's file, absolute. */
  readonly file: string;
  /** It and the author's files that it imports, absolute. */
  readonly files: readonly string[];
}

/**
 * Loads a flow as it is on disk now.
 *
 * @throws CallchartError `file.*` when the file cannot be loaded, `flow.invalid` with everything that is wrong in it
 */
export async function loadFlowFile(path: string, cwd: string): Promise<FlowFile> {
  const { file, exports, files } = await loadModuleFile(path, cwd, 'flow file').catch((error: unknown) => {
    // XState refuses an unknown target while the file is imported: the author hears of it as of any other finding.
    const cause = error instanceof CallchartError ? error.cause : error;
    throw explainMachineError(cause, path) ?? error;
  });
  const flow = loadFlow(exports as unknown as FlowModule, relative(cwd, file) || file);
  return { flow, file, files };
}

/** Loads several flows; modules that they share are one instance. @throws CallchartError `flow.duplicate` when two files hold one version of a flow */
export async function loadFlowFiles(paths: readonly string[], cwd: string): Promise<readonly FlowFile[]> {
  const loaded: FlowFile[] = [];
  for (const path of paths) {
    const one = await loadFlowFile(path, cwd);
    const twin = loaded.find(({ flow }) => flow.id === one.flow.id && flow.version === one.flow.version);
    if (twin !== undefined) {
      throw new CallchartError(
        'flow.duplicate',
        `Both ${twin.flow.source} and ${one.flow.source} hold version ${one.flow.version} of a flow "${one.flow.id}": give one of them another version, or another id.`,
        { details: { flow: one.flow.id, files: [twin.file, one.file] } },
      );
    }
    loaded.push(one);
  }
  return loaded;
}
