import { checkMachine } from '../doctor/machine.ts';
import { examineServer } from '../doctor/server.ts';
import { EXIT } from '../exit.ts';
import { serverOf, type ServerFlags } from '../place/serverFlags.ts';
import { painter } from '../report.ts';
import { VERSION } from '../version.ts';

/**
 * `aura doctor [--server URL] [--json]`: what Aura needs on this machine, or of a server, each thing really tried; 1 when
 * something is missing.
 */
export async function doctorCommand(flags: ServerFlags & { json?: boolean }): Promise<number> {
  const server = await serverOf(flags);
  const detail = `${VERSION} on Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  const checks = [
    { name: 'aura', ok: true, detail },
    ...(server ? await examineServer(server) : await checkMachine()),
  ];
  const ok = checks.every((check) => check.ok);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ok, checks }, null, 2)}\n`);
    return ok ? EXIT.done : EXIT.failed;
  }
  const paint = painter(process.stdout);
  for (const { name, ok: good, detail, remediation } of checks) {
    const mark = good ? paint('green', '✔') : paint('red', '✖');
    process.stdout.write(`${mark} ${name.padEnd(13)} ${detail}\n`);
    if (remediation) process.stdout.write(`${' '.repeat(16)}${remediation}\n`);
  }
  return ok ? EXIT.done : EXIT.failed;
}
