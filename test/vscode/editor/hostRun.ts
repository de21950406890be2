// Runs mocha inside the extension host of a code-server.
import { launchChromium } from '../../browser/chromium.ts';
import { type CodeServer } from './codeServer.ts';

const RUN_MS = 180_000;

export interface HostRun {
  extension: string;
  /** A CommonJS file that exports `run()`. */
  tests: string;
  workspace: string;
}

/** Opens the workbench with the tests as its payload. Resolves with the exit code that the extension host gives. */
export async function runInCodeServer(server: CodeServer, run: HostRun): Promise<number> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const lines: string[] = [];
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      lines.push(args.map(String).join(' '));
    });
    const exited = new Promise<number>((settle, failed) => {
      const timer = setTimeout(
        () => failed(new Error(`The tests did not end:\n${lines.slice(-40).join('\n')}`)),
        RUN_MS,
      );
      void page.exposeFunction('codeAutomationExit', (code: number) => {
        clearTimeout(timer);
        settle(code);
      });
    });
    const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(run.extension)],
      ['extensionTestsPath', remote(run.tests)],
      ['enableProposedApi', ''],
      ['skipWelcome', 'true'],
    ];
    const query = new URLSearchParams({ folder: run.workspace, payload: JSON.stringify(payload) });
    await page.goto(`http://127.0.0.1:${server.port}/?${query.toString()}`);
    return await exited;
  } finally {
    await browser.close();
  }
}
