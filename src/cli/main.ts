#!/usr/bin/env node
import { runCli } from './cli.ts';
import { surviveClosedPipes } from './output.ts';

surviveClosedPipes(process.stdout, process.stderr);
process.exitCode = await runCli(process.argv.slice(2));
