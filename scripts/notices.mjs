// Writes THIRD_PARTY_NOTICES: `node scripts/notices.mjs [--check]`. With --check it only says whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { getProjectLicenses } from 'generate-license-file';

const FILE = 'THIRD_PARTY_NOTICES';
const RULE = '-'.repeat(80);

/** Ourselves, and parts that only some platforms install: their licences are those of the package they belong to. */
const PLATFORM_PART = /^aura-film@|-(linux|darwin|win32|freebsd|android)-|^@ffmpeg-binary\//u;

/** What the licences ask to be said beyond their own texts. */
const OFFERS = `Aura is free software under the GNU General Public License, version 3 or later (see LICENSE).

Source of what is distributed in binary form:
- eSpeak NG, compiled to WebAssembly (GPL-3.0): https://github.com/echogarden-project/espeak-ng
- FFmpeg, as the command in @ffmpeg-binary (GPL-3.0-or-later): https://ffmpeg.org/releases/ffmpeg-7.0.tar.xz
On request, for three years after you received them, you get the complete corresponding source of both on a medium
customarily used for that, for the cost of the copy: open an issue in the repository of Aura.
`;

const licenses = await getProjectLicenses('./package.json');
const blocks = licenses
  .map((license) => ({
    packages: license.dependencies.filter((name) => !PLATFORM_PART.test(name)).sort(),
    text: license.content.trim(),
    notices: license.notices.map((notice) => notice.trim()),
  }))
  .filter((license) => license.packages.length > 0)
  .sort((a, b) => a.packages[0].localeCompare(b.packages[0], 'en'));

const text = [
  OFFERS,
  ...blocks.map(({ packages, text: license, notices }) =>
    [RULE, ...packages, '', license, ...notices.map((notice) => `\n${notice}`), ''].join('\n'),
  ),
]
  .join('\n')
  .replaceAll('\r\n', '\n');

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, text);
} else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is not what the installed packages say. Run: node scripts/notices.mjs`);
  process.exitCode = 1;
}
