import assert from 'node:assert/strict';
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Bitmap } from '../../../../src/engine/media/cards/card.ts';
import { runFfmpeg } from '../../../../src/engine/media/ffmpeg/run.ts';
import { decodePicture } from '../../../../src/engine/media/pictures/decode.ts';
import { inspectMedia } from '../../../../src/engine/media/pictures/inspect.ts';
import { locateMedia } from '../../../../src/engine/media/pictures/locate.ts';
import { rasterise } from '../../../../src/engine/media/pictures/rasterise.ts';
import { AuraError } from '../../../../src/protocol/protocol.ts';
import { near, workbench } from '../support.ts';
import type { Colour } from '../support.ts';

const BACKGROUND = '#0F1720';
/** EXIF orientation: one short number. */
const TAG = '1201030001000000';
const RED_LEFT = 'color=red:s=160x180[a];color=blue:s=160x180,[a]hstack';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">';

const at = ({ width, data }: Bitmap, x: number, y: number): Colour => {
  const [r = 0, g = 0, b = 0] = data.subarray((y * width + x) * 4);
  return [r, g, b];
};

const chunk = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body, Buffer.alloc(4)]);
};

/** A picture that says how large it is, and has hardly any data. */
const png = (width: number, height: number): Uint8Array => {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', deflateSync(Buffer.alloc(1000)))]);
};

describe('media that a script names', () => {
  let bench: Awaited<ReturnType<typeof workbench>>;
  before(async () => {
    bench = await workbench();
  });
  after(() => bench.dispose());

  const make = async (name: string, ...args: string[]): Promise<string> => {
    const source = ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=1'];
    await runFfmpeg(bench.ffmpeg, [...source, ...args, `file:${bench.file(name)}`]);
    return bench.file(name);
  };
  const write = async (name: string, bytes: string | Uint8Array): Promise<string> => {
    await writeFile(bench.file(name), bytes);
    return bench.file(name);
  };
  const inspect = (file: string, name = path.basename(file)): ReturnType<typeof inspectMedia> =>
    inspectMedia(file, { ffmpeg: bench.ffmpeg, written: name });
  const decode = async (file: string, width: number, height: number, fit: 'cover' | 'contain' | 'inside') => {
    const info = await inspect(file);
    assert.ok(info.kind === 'picture');
    const options = { ffmpeg: bench.ffmpeg, written: path.basename(file) };
    return decodePicture(info, { width, height, fit, background: BACKGROUND }, options);
  };
  describe('is what its bytes say', () => {
    for (const [name, args, format, kind] of [
      ['photo.mp4', ['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'mjpeg'], 'JPEG', 'picture'],
      ['a.png', ['-frames:v', '1'], 'PNG', 'picture'],
      ['a.webp', ['-frames:v', '1'], 'WebP', 'picture'],
      ['a.tiff', ['-frames:v', '1'], 'TIFF', 'picture'],
      ['still.gif', ['-frames:v', '1'], 'GIF', 'picture'],
      ['moving.gif', [], 'GIF', 'clip'],
      ['clip.jpg', ['-f', 'mp4', '-c:v', 'libx264'], 'MP4', 'clip'],
      ['a.webm', ['-c:v', 'libvpx'], 'WebM', 'clip'],
      ['a.mkv', ['-c:v', 'libx264'], 'Matroska', 'clip'],
      ['a.avi', [], 'AVI', 'clip'],
    ] as const) {
      it(`${name} is a ${kind}, ${format}`, async () => {
        const info = await inspect(await make(name, ...args));
        assert.ok(info.kind !== 'sound');
        assert.equal(info.kind as string, kind);
        assert.equal(info.format, format);
        assert.deepEqual([info.width, info.height], [320, 180]);
        if (info.kind === 'clip') assert.ok(Math.abs(info.seconds - 1) < 0.05, `${info.seconds} s`);
      });
    }

    it('a name may hold anything', async () => {
      const name = `it's 100% "ä" 日本\n:d.png`;
      const file = await make(name, '-frames:v', '1');
      const located = await locateMedia(name, { base: bench.workFolder, allowOutside: false });
      assert.equal(located, file);
      assert.equal((await decode(located, 32, 18, 'cover')).data.length, 32 * 18 * 4);
    });

    it('a turned clip is measured as it is seen', async () => {
      const upright = await make('upright.mp4', '-c:v', 'libx264');
      // The header's matrix says: a quarter turn.
      const bytes = await readFile(upright);
      const matrix = [0, 0x0001_0000, 0, 0xffff_0000, 0, 0, 0, 0, 0x4000_0000];
      const at = bytes.indexOf('tkhd') + 4 + 40;
      for (const [index, value] of matrix.entries()) bytes.writeUInt32BE(value, at + index * 4);
      const turned = await write('turned.mp4', bytes);
      const info = await inspect(turned);
      assert.ok(info.kind === 'clip');
      assert.deepEqual([info.width, info.height], [180, 320]);
    });
  });

  describe('is refused by name, with what to do', () => {
    const list = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n';
    for (const [name, bytes, words] of [
      ['hls.mp4', list, /list of other files/],
      ['bom.mp4', `\u{FEFF}\n ${list}`, /list of other files/],
      ['concat.jpg', "ffconcat version 1.0\nfile '/etc/passwd'\n", /list of other files/],
      ['concat2.jpg', "file '/etc/passwd'\n", /list of other files/],
      [
        'dash.webm',
        '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
        /list of other files/,
      ],
      ['empty.png', '', /is empty/],
      ['text.png', 'hello', /no known kind/],
      ['page.png', '<html><script>1</script></html>', /no known kind/],
      ['pack.png', 'PK\u{3}\u{4}'.padEnd(200, '\0'), /ZIP file/],
      ['huge.png', png(30_000, 30_000), /30000 × 30000 pixels, 900 megapixels/],
      ['head.png', png(0, 0), /cannot be read/],
      ['cut.jpg', new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]), /cannot be read/],
      ['broken.mp4', Buffer.from('0000001c6674797069736f6d00000200', 'hex'), /cannot be read/],
      ['script.svg', `${SVG}<script>alert(1)</script></svg>`, /has a script/],
      ['prefixed.svg', `${SVG}<s:script xmlns:s="http://www.w3.org/2000/svg"/></svg>`, /has a script/],
      ['remote.svg', `${SVG}<image href="http://127.0.0.1/x.png"/></svg>`, /outside itself/],
      ['file.svg', `${SVG}<image xlink:href='file:///etc/passwd'/></svg>`, /outside itself/],
      ['data.svg', `${SVG}<image href="data:image/png;base64,AAAA"/></svg>`, /outside itself/],
      ['hidden.svg', `${SVG}<use href="&#104;ttp://x/#a"/></svg>`, /outside itself/],
      ['css.svg', `${SVG}<style>@import url(http://x/a.css);</style></svg>`, /outside itself/],
      ['fill.svg', `${SVG}<rect fill="url( 'http://x/a#b')"/></svg>`, /outside itself/],
      ['escaped.svg', `${SVG}<rect style="fill:\\75rl(http://x)"/></svg>`, /escaped characters/],
      ['entity.svg', `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${SVG}&a;</svg>`, /entities/],
      ['foreign.svg', `${SVG}<foreignObject><p/></foreignObject></svg>`, /foreign content/],
      [
        'wide.svg',
        Buffer.from(`\u{FEFF}${SVG}<script/></svg>`, 'utf16le'),
        /no known kind|cannot be read|not UTF-8/,
      ],
      [
        'giant.svg',
        `<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000"/>`,
        /8100 megapixels/,
      ],
    ] as const) {
      it(name, async () => {
        const file = await write(name, bytes);
        await assert.rejects(inspect(file), (error) => {
          assert.ok(AuraError.is(error, 'E422-SCRIPT'), String(error));
          assert.match(error.message, words);
          assert.ok(error.message.startsWith(`“${name}”`), error.message);
          assert.ok(error.remediation.length > 10);
          return true;
        });
      });
    }

    it('a clip that is a list behind a true beginning reads nothing else', async () => {
      const clip = await make('true.mp4', '-c:v', 'libx264');
      const file = await write('tail.mp4', Buffer.concat([await readFile(clip), Buffer.from(list)]));
      const info = await inspect(file);
      assert.ok(info.kind === 'clip' && info.demuxer === 'mov');
    });

    it('a picture that is cut off in the middle is shown as far as it goes or refused, never hung on', async () => {
      const file = await make('whole.png', '-frames:v', '1');
      await truncate(file, 2000);
      const outcome = await decode(file, 32, 18, 'cover').catch((error: unknown) => error);
      if (outcome instanceof Error) assert.ok(AuraError.is(outcome, 'E422-SCRIPT'), String(outcome));
      else assert.equal((outcome as Bitmap).data.length, 32 * 18 * 4);
    });
  });

  describe('is found where the script says', () => {
    let base: string;
    before(async () => {
      base = bench.file('script');
      await mkdir(path.join(base, 'Bilder'), { recursive: true });
      await mkdir(bench.file('script-other'), { recursive: true });
      await writeFile(path.join(base, 'Bilder', 'Foto.JPG'), 'x');
      await writeFile(bench.file('outside.jpg'), 'x');
      await symlink(bench.file('outside.jpg'), path.join(base, 'link.jpg'));
      await symlink(path.join(base, 'Bilder', 'Foto.JPG'), path.join(base, 'inner.jpg'));
    });
    for (const [written, words, remedy] of [
      ['bilder/foto.jpg', /is not there/, /“Bilder\/Foto\.JPG”/],
      ['missing.png', /is not there/, /folder of the script/],
      ['../outside.jpg', /outside the script's folder/, /Put the file/],
      ['Bilder/../../outside.jpg', /outside/, /Put the file/],
      ['../script-other', /outside/, /Put the file/],
      ['/etc/passwd', /outside/, /Put the file/],
      ['link.jpg', /outside/, /Put the file/],
      ['Bilder', /is not a file/, /Name a picture/],
      ['https://example.com/a.png', /is an address/, /Save the file/],
      ['file:///etc/passwd', /is an address/, /Save the file/],
      ['', /no file name/, /path/],
      ['a\0b.png', /no file name/, /path/],
      [`${'x'.repeat(5000)}.png`, /cannot be opened|is not there/, /path/],
    ] as const) {
      it(`not ${JSON.stringify(written.slice(0, 40))}`, async () => {
        await assert.rejects(locateMedia(written, { base, allowOutside: false, line: 7 }), (error) => {
          assert.ok(AuraError.is(error, 'E422-SCRIPT'), String(error));
          assert.match(error.message, words);
          assert.match(error.remediation, remedy);
          assert.equal(error.line, 7);
          assert.ok(error.message.length < 300);
          return true;
        });
      });
    }
    it('inside, through a link that stays inside, and outside where that is allowed', async () => {
      const foto = path.join(base, 'Bilder', 'Foto.JPG');
      assert.equal(await locateMedia('./Bilder/Foto.JPG', { base, allowOutside: false }), foto);
      assert.equal(await locateMedia('inner.jpg', { base, allowOutside: false }), foto);
      for (const written of ['../outside.jpg', bench.file('outside.jpg'), 'link.jpg']) {
        assert.equal(await locateMedia(written, { base, allowOutside: true }), bench.file('outside.jpg'));
      }
    });
  });

  describe('is decoded', () => {
    it('turned as the camera was held', async () => {
      const plain = bench.file('camera.jpg');
      const args = ['-filter_complex', RED_LEFT.replace(',[a]', '[b];[a][b]'), '-frames:v', '1', '-q:v', '2'];
      await runFfmpeg(bench.ffmpeg, ['-v', 'error', ...args, plain]);
      const jpeg = await readFile(plain);
      for (const [orientation, x, y] of [
        [1, 10, 90],
        [2, 310, 90],
        [3, 310, 90],
        [4, 10, 90],
        [5, 90, 10],
        [6, 90, 10],
        [7, 90, 310],
        [8, 90, 310],
      ] as const) {
        const exif = Buffer.from('45786966000049492a00080000000100' + TAG, 'hex');
        const app1 = Buffer.concat([exif, Buffer.from([orientation, 0, 0, 0, 0, 0, 0, 0])]);
        const head = Buffer.from([0xff, 0xe1, 0, app1.length + 2]);
        const file = await write(
          'held.jpg',
          Buffer.concat([jpeg.subarray(0, 2), head, app1, jpeg.subarray(2)]),
        );
        const turned = orientation > 4;
        const seen = await decode(file, 1000, 1000, 'inside');
        assert.deepEqual(
          [seen.width, seen.height],
          turned ? [180, 320] : [320, 180],
          `orientation ${orientation}`,
        );
        assert.ok(near(at(seen, x, y), [254, 0, 0], 6), `orientation ${orientation}: ${at(seen, x, y)}`);
        assert.ok(near(at(seen, seen.width - 1 - x, seen.height - 1 - y), [0, 0, 254], 6));
      }
    });

    it('cut to fill, whole on the background, or as it is; what is transparent shows the background', async () => {
      const args = ['-f', 'lavfi', '-i', 'color=red:s=50x100,format=rgba,pad=100:100:25:0:red@0.0'];
      const file = bench.file('alpha.png');
      await runFfmpeg(bench.ffmpeg, ['-v', 'error', ...args, '-frames:v', '1', file]);
      const ground: Colour = [0x0f, 0x17, 0x20];
      const whole = await decode(file, 200, 100, 'contain');
      assert.ok(near(at(whole, 100, 50), [255, 0, 0], 2));
      for (const x of [10, 60, 190])
        assert.ok(near(at(whole, x, 50), ground, 1), `${x}: ${at(whole, x, 50)}`);
      const filled = await decode(file, 200, 100, 'cover');
      assert.ok(near(at(filled, 100, 50), [255, 0, 0], 2));
      assert.ok(near(at(filled, 30, 50), ground, 1));
      assert.deepEqual([filled.width, filled.height], [200, 100]);
      assert.equal((await decode(file, 40, 90, 'inside')).height, 40);
      assert.equal((await decode(file, 400, 900, 'inside')).height, 100);
    });

    it('from a drawing, at the size that is wanted, and not for ever', async () => {
      const plain = `${SVG}<rect width="50" height="50" fill="#f00"/><use href="#a"/></svg>`;
      const seen = await decode(await write('plain.svg', plain), 400, 200, 'cover');
      assert.ok(near(at(seen, 100, 100), [255, 0, 0], 0));
      // At 200 the edge is sharp: it was drawn at this size.
      assert.ok(near(at(seen, 198, 100), [255, 0, 0], 8));
      assert.ok(near(at(seen, 202, 100), [0x0f, 0x17, 0x20], 8));
      // No drawing is done in 20 ms, since its process takes longer to start: whatever takes too long is killed.
      const late = rasterise(bench.file('plain.svg'), { width: 400, height: 200 }, { timeoutMs: 20 });
      await assert.rejects(late, (error) => {
        assert.ok(AuraError.is(error, 'E304-FFMPEG_RUNTIME'));
        assert.equal(error.details, 'It took too long');
        return true;
      });
      await assert.rejects(decode(await write('torn.svg', `${SVG}<rect`), 400, 200, 'cover'), (error) =>
        AuraError.is(error, 'E422-SCRIPT'),
      );
    });
  });

  it('stops at once when it is cancelled, and the files are free again', async () => {
    const file = await write('wait.svg', `${SVG}<rect width="50" height="50"/></svg>`);
    const info = await inspect(file);
    assert.ok(info.kind === 'picture');
    const abort = new AbortController();
    const request = { width: 100, height: 50, fit: 'cover', background: BACKGROUND } as const;
    const options = { ffmpeg: bench.ffmpeg, written: 'wait.svg', signal: abort.signal };
    const working = decodePicture(info, request, options);
    setImmediate(() => abort.abort());
    await assert.rejects(working, { name: 'AbortError' });
    await rm(file);
  });
});
