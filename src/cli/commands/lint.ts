import { readScript } from '../../engine/script/read.ts';
import { lintScript } from '../../engine/script/lint.ts';
import { cardFindings } from '../../engine/media/cards/cardFindings.ts';
import { openVoices } from '../../engine/openWorkshop.ts';
import { EXIT } from '../exit.ts';
import { count } from '../progress/words.ts';
import { painter } from '../report.ts';
import { readScriptFile } from '../script.ts';
import { lookUpFile } from '../files.ts';

/** `aura lint SCRIPT [--json]`, the cards laid out as well: 0 when nothing is wrong or only worth a look, 2 when there is an error. */
export async function lintCommand(path: string, flags: { json?: boolean }): Promise<number> {
  const file = await readScriptFile(path);
  const script = readScript(file.source);
  const names = await voiceNames();
  const diagnostics = [
    ...lintScript(script, { files: lookUpFile(file.folder), voices: names }),
    ...cardFindings(script),
  ].sort((one, other) => one.range.start - other.range.start);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ file: path, diagnostics }, null, 2)}\n`);
  } else {
    const paint = painter(process.stdout);
    const tones = { error: 'red', warning: 'yellow', information: 'blue' } as const;
    for (const { severity, message, code, range } of diagnostics) {
      const place = paint('dim', `${path}:${range.line}:${range.column}`);
      process.stdout.write(`${place} ${paint(tones[severity], severity)} ${message} ${paint('dim', code)}\n`);
    }
    const others = diagnostics.length - errors;
    process.stdout.write(
      diagnostics.length === 0
        ? `${path}: nothing to mend\n`
        : `${count(errors, 'error')}, ${others === 0 ? 'no other findings' : count(others, 'other finding')}\n`,
    );
  }
  return errors > 0 ? EXIT.usage : EXIT.done;
}

async function voiceNames(): Promise<string[]> {
  const { voices, close } = openVoices();
  try {
    return (await voices.voices()).flatMap(({ name, label }) => [name, label]);
  } finally {
    await close();
  }
}
