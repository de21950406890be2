// The desktop's VS Code, where it can be downloaded and can show a window.
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';

/** The oldest one that package.json allows: what works there works later. */
const VERSION = '1.101.0';
const REACHABLE_MS = 5000;
const DOWNLOAD_MS = 30_000;

/** Path of the desktop's VS Code, or `undefined` where there is none to be had. */
export async function findDesktop(): Promise<string | undefined> {
  const headless = process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
  if (headless || !(await isReachable())) return undefined;
  return downloadAndUnzipVSCode({ version: VERSION, timeout: DOWNLOAD_MS }).catch(() => undefined);
}

/** Runs the tests inside its extension host. Resolves with whether all passed. */
export async function runInDesktop(
  executable: string,
  run: { extension: string; tests: string; workspace: string; env: Record<string, string> },
): Promise<boolean> {
  const code = await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.tests,
    extensionTestsEnv: run.env,
    launchArgs: [run.workspace, '--disable-extensions', '--disable-workspace-trust'],
  }).catch(() => 1);
  return code === 0;
}

async function isReachable(): Promise<boolean> {
  const address = 'https://update.code.visualstudio.com/api/releases/stable';
  return fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_MS) }).then(
    (answer) => answer.ok,
    () => false,
  );
}
