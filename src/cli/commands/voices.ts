import { openVoices } from '../../engine/openWorkshop.ts';
import { EXIT } from '../exit.ts';

/** `aura voices [--language TAG] [--json]`. */
export async function voicesCommand(flags: { language?: string; json?: boolean }): Promise<number> {
  const wanted = flags.language?.toLowerCase();
  const { voices: registry, close } = openVoices();
  const all = await registry.voices().finally(close);
  const voices = all.filter(
    ({ language }) =>
      wanted === undefined ||
      language.toLowerCase() === wanted ||
      language.toLowerCase().startsWith(`${wanted}-`),
  );
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(voices, null, 2)}\n`);
  } else if (voices.length === 0) {
    process.stdout.write(`No voice speaks ${flags.language}. \`aura voices\` lists all.\n`);
  } else {
    const width = Math.max(...voices.map((voice) => voice.name.length));
    for (const voice of voices) {
      process.stdout.write(`${voice.name.padEnd(width)}  ${voice.language.padEnd(8)}  ${voice.label}\n`);
    }
  }
  return EXIT.done;
}
