// Runs inside the extension host of a real VS Code. Bundled to CommonJS by run.ts.
import { join } from 'node:path';
import MochaModule from 'mocha';

type MochaClass = typeof MochaModule;

// Loaded with `require`, newer versions of mocha are a namespace.
const Mocha = MochaModule as MochaClass & { default?: MochaClass };

/** What the editor calls. Results go to the file named by AURA_HOST_RESULTS; rejects when a test fails. */
export async function run(): Promise<void> {
  const mocha = new (Mocha.default ?? Mocha)({
    timeout: 20_000,
    forbidOnly: true,
    reporter: 'json',
    reporterOptions: { output: process.env['AURA_HOST_RESULTS'] ?? join(process.cwd(), 'host.json') },
  });
  mocha.suite.emit('pre-require', globalThis, 'host', mocha);
  await import('./extension.test.ts');
  await import('./scripts.test.ts');
  await import('./generateVideo.test.ts');
  await import('./settings.test.ts');
  await import('./renderLogs.test.ts');
  const failures = await new Promise<number>((settle) => mocha.run(settle));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
