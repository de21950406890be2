import { Command, CommanderError, Option } from 'commander';
import { toAuraError } from '../protocol/protocol.ts';
import { cancelCommand } from './commands/cancel.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downloadCommand } from './commands/download.ts';
import { estimateCommand } from './commands/estimate.ts';
import { generateCommand } from './commands/generate.ts';
import { jobsCommand } from './commands/jobs.ts';
import { lintCommand } from './commands/lint.ts';
import { logsCommand } from './commands/logs.ts';
import { retryCommand } from './commands/retry.ts';
import { serveCommand } from './commands/serve.ts';
import { voicesCommand } from './commands/voices.ts';
import { watchCommand } from './commands/watch.ts';
import { EXIT, USAGE_CODES } from './exit.ts';
import { errorLines, painter } from './report.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command.
 *
 * @param argv without node and script
 * @returns the exit code
 */
export async function runCli(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = new Command('aura')
    .description('Turns a script into a narrated, captioned film.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(aura --help lists the commands)');
  const run =
    <A extends unknown[]>(command: (...args: A) => Promise<number>) =>
    async (...args: A): Promise<void> => {
      exitCode = await command(...args);
    };

  const elsewhere = (command: Command): Command =>
    command
      .addOption(new Option('--server <url>', 'an Aura server, instead of this machine').env('AURA_SERVER'))
      .option('--token-file <file>', 'holds the token of the server (default: the variable AURA_TOKEN)');

  elsewhere(program.command('generate'))
    .description('make the film of a script; Ctrl-C cancels')
    .argument('<script>', 'a Markdown, Fountain or text file')
    .option('-o, --out <file.mp4>', 'where the film goes (default: beside the script)')
    .option('--force', 'replace the file named by --out')
    .option('--aspect <ratio>', '16:9, 9:16 or 1:1')
    .option('--resolution <lines>', '480p, 720p, 1080p, 1440p or 2160p')
    .option('--fps <rate>', '24, 25, 30 or 60')
    .option('--captions <how>', 'soft, burned or off; .srt and .vtt are always written')
    .option('--voice <name>', 'a voice that `aura voices` lists')
    .option('--theme <name>', 'midnight, paper or signal')
    .option('--music <file>', 'music under the voice')
    .option('--no-motion', 'pictures stand still')
    .option('--narration <source>', 'auto, notes or text: what of a scene is told')
    .option('--json', 'one event a line, as JSON')
    .action(run(generateCommand));
  elsewhere(program.command('jobs'))
    .description('list the jobs, the newest first')
    .option('--status <words>', 'Queued, Running, Done, Failed, Canceled; several with commas')
    .option('--limit <count>', 'at most so many (default: 20)')
    .option('--json', 'as JSON')
    .action(run(jobsCommand));
  elsewhere(program.command('watch'))
    .description('show a job to its end, and exit as the job did; Ctrl-C only ends the watching')
    .argument('<job>', 'an id that `aura jobs` lists')
    .option('--after <id>', 'begin after the event of this id')
    .option('--json', 'every event and every change of the connection on a line, as JSON')
    .action(run(watchCommand));
  elsewhere(program.command('cancel'))
    .description('end a job')
    .argument('<job>')
    .option('--json', 'as JSON')
    .action(run(cancelCommand));
  elsewhere(program.command('retry'))
    .description('try a job again that failed or was cancelled; finished scenes are kept; Ctrl-C cancels')
    .argument('<job>')
    .option('--json', 'one event a line, as JSON')
    .action(run(retryCommand));
  elsewhere(program.command('download'))
    .description('fetch the film of a job')
    .argument('<job>')
    .option('-o, --out <file.mp4>', 'where the film goes (default: here, by its name)')
    .option('--force', 'replace the file named by --out')
    .option('--json', 'as JSON')
    .action(run(downloadCommand));
  elsewhere(program.command('logs'))
    .description('print the render log of a job')
    .argument('<job>')
    .action(run(logsCommand));
  program
    .command('lint')
    .description('say what in a script wants attention')
    .argument('<script>')
    .option('--json', 'as JSON')
    .action(run(lintCommand));
  program
    .command('estimate')
    .description('say how long the film of a script will be')
    .argument('<script>')
    .option('--json', 'as JSON')
    .action(run(estimateCommand));
  program
    .command('voices')
    .description('list the voices')
    .option('--language <tag>', 'only voices of this language, such as en or pt-BR')
    .option('--json', 'as JSON')
    .action(run(voicesCommand));
  program
    .command('demo')
    .description('make a film of twelve seconds that needs nothing')
    .option('-o, --out <file.mp4>', 'where the film goes', 'aura-demo.mp4')
    .option('--force', 'replace an existing file')
    .option('--json', 'one event a line, as JSON')
    .action(run(demoCommand));
  elsewhere(program.command('doctor'))
    .description('check what Aura needs on this machine, or of a server')
    .option('--json', 'as JSON')
    .action(run(doctorCommand));
  program
    .command('serve')
    .description('make films for others: over TCP with a token, or on a socket of this machine')
    .option('--host <address>', 'where to listen (default: 127.0.0.1, this machine alone)')
    .option('--port <number>', 'the port; 0 takes any free one (default: 5005)')
    .option('--socket [path]', 'a Unix socket or named pipe for editors of this machine; alone: no TCP')
    .option('--data <folder>', 'where jobs are kept')
    .option('--token <token>', 'who may ask (others on this machine can see it); else one is made and kept')
    .option('--token-file <file>', 'several tokens, one a line; read again when it changes')
    .option('--cors <origin...>', 'web pages that may ask, such as https://films.example')
    .option('--allow-host <name...>', 'further names by which the server may be asked for')
    .option('--keep-jobs <number>', 'ended jobs that are kept (default: 100)')
    .option('--keep-days <number>', 'for how long (default: 30)')
    .option('--keep-gb <number>', 'and how much of them (default: 5)')
    .option('--ffmpeg <path>', 'the ffmpeg to use')
    .option('--json', 'where it listens, and its log, as JSON')
    .action(run(serveCommand));

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return fail(error, argv.includes('--json'));
  }
}

/** Says what went wrong on stderr; in JSON mode as one line there. */
function fail(thrown: unknown, json: boolean): number {
  const error = toAuraError(thrown);
  const lines = json
    ? [JSON.stringify({ error: error.toJobError() })]
    : errorLines(error, painter(process.stderr));
  process.stderr.write(`${lines.join('\n')}\n`);
  if (error.code === 'E500-INTERNAL' && thrown instanceof Error)
    process.stderr.write(`${thrown.stack ?? ''}\n`);
  if (error.code === 'E998-CANCELLED') return EXIT.cancelled;
  return USAGE_CODES.has(error.code) ? EXIT.usage : EXIT.failed;
}
