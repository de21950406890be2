import { estimateScript } from '../../engine/script/estimate.ts';
import { readScript } from '../../engine/script/read.ts';
import { EXIT } from '../exit.ts';
import { count, duration } from '../progress/words.ts';
import { readScriptFile } from '../script.ts';

/** `aura estimate SCRIPT [--json]`: length of the film and of each scene, from the words alone. */
export async function estimateCommand(path: string, flags: { json?: boolean }): Promise<number> {
  const file = await readScriptFile(path);
  const script = readScript(file.source);
  const estimate = estimateScript(script);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ file: path, title: script.title, ...estimate }, null, 2)}\n`);
    return EXIT.done;
  }
  let start = 0;
  for (const scene of estimate.scenes) {
    const time = `${duration(start).padStart(6)}  ${duration(scene.seconds).padStart(6)}`;
    process.stdout.write(`${String(scene.number).padStart(3)}  ${time}  ${scene.title}\n`);
    start += scene.seconds;
  }
  process.stdout.write(
    `${script.title}: ${count(estimate.scenes.length, 'scene')}, about ${duration(estimate.seconds)}\n`,
  );
  return EXIT.done;
}
