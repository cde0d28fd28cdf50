/**
 * `callchart export-chart`: a flow as a picture or as text that others draw.
 */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { chartFlow } from '../inspector/chart/chart-flow.ts';
import { layoutChart } from '../inspector/chart/layout.ts';
import { toMermaid } from '../inspector/chart/mermaid.ts';
import { toSvg } from '../inspector/chart/svg.ts';
import { statelyDefinition } from '../inspector/stately-definition.ts';
import type { Flow } from '../flow/load-flow.ts';
import { oneOf, onlyFile, textOf } from './arguments.ts';
import { loadFlowFile } from './load-flow-file.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';

const formats = ['svg', 'mermaid', 'json'] as const;
type Format = (typeof formats)[number];

/** The subcommand. */
export const exportChart: Subcommand = {
  name: 'export-chart',
  summary: 'Draws a flow: SVG, Mermaid, or JSON for Stately',
  help: `
Usage: callchart export-chart <flow file> [options]

Prints the flow's chart. The same flow gives the same text, so that a check can tell a
picture that is out of date.

  --format <name>   svg      a picture in light and dark, with commands inside their states (default)
                    mermaid  a state diagram as GitHub draws it in Markdown
                    json     the definition as Stately's tools read it: createMachine(JSON.parse(text))
                             makes the same states
  --out <file>      write it there instead of printing it
`,
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
  },
  run,
};

async function run(given: GivenArguments, { out, cwd }: Surroundings): Promise<number> {
  const path = onlyFile(given, 'export-chart');
  const format = oneOf(given, 'format', formats) ?? 'svg';
  const { flow } = await loadFlowFile(path, cwd);
  const text = await exported(flow, format);
  const file = textOf(given, 'out');
  if (file === undefined) out(text);
  else await writeFile(resolve(cwd, file), text);
  return 0;
}

async function exported(flow: Flow, format: Format): Promise<string> {
  switch (format) {
    case 'svg': {
      const layout = await layoutChart(chartFlow(flow));
      return toSvg(layout, { styled: true, title: `Statechart of ${flow.id}` });
    }
    case 'mermaid':
      return toMermaid(chartFlow(flow));
    case 'json':
      return `${JSON.stringify(statelyDefinition(flow.machine), null, 2)}\n`;
    default:
      return format satisfies never;
  }
}
