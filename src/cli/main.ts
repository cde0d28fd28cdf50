#!/usr/bin/env node
/**
 * The bin: hands the process to the command line. It decides nothing.
 */
import { runCommandLine } from './command-line.ts';
import { processSurroundings } from './process-surroundings.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), processSurroundings());
