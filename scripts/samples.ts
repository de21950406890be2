import type { Bitmap, CardSpec } from '../src/engine/media/cards/card.ts';
import type { MediaReference } from '../src/engine/script/scene.ts';

type Sample = Pick<CardSpec, 'content'> & Partial<Pick<CardSpec, 'eyebrow' | 'language'>>;

const media: MediaReference = {
  path: 'lens.png',
  alt: '',
  range: { start: 0, end: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
};
const item = (text: string, depth = 0) => ({ text, depth });
const eyebrow = 'Lights of the coast';

const RANGE = `// How far off can a lamp be seen across the sea?
const EARTH_RADIUS_KM = 6371;

function horizonKm(heightM: number): number {
  const heightKm = heightM / 1000;
  return Math.sqrt(2 * EARTH_RADIUS_KM * heightKm);
}

export function rangeKm(lampM: number, eyeM: number) {
  const toLamp = horizonKm(lampM);
  const toEye = horizonKm(eyeM);
  return Math.round(toLamp + toEye);
}
console.log(rangeKm(60, 5), "km"); // prints: 36 km`;

/** Every kind of card, ordinary and overfull. */
export const SAMPLES: readonly Sample[] = [
  {
    eyebrow,
    content: {
      kind: 'title',
      title: 'How a lamp reaches the horizon',
      subtitle: 'A short history of the lens that let a flame be seen from 32 kilometres away',
    },
  },
  {
    eyebrow,
    content: {
      kind: 'text',
      heading: 'The keeper’s year',
      paragraphs: [
        'A keeper climbed the stairs four times a night. The lamp burned rapeseed oil, then petroleum, and each wick had to be trimmed by hand.',
      ],
    },
  },
  {
    eyebrow,
    content: {
      kind: 'text',
      heading: 'The keeper’s year',
      paragraphs: [
        'A keeper climbed the stairs four times a night. The lamp burned rapeseed oil.',
        'In winter the glass froze over. He scraped it with a copper blade, for steel would have scratched it.',
        'In summer came the painters from Paris.',
      ],
    },
  },
  {
    content: {
      kind: 'text',
      paragraphs: [
        'Every light on this coast has a rhythm of its own, and a sailor who counts can read where he is.',
      ],
    },
  },
  {
    eyebrow,
    content: {
      kind: 'list',
      heading: 'Three ways to throw a light further',
      ordered: false,
      items: [
        item('Burn more fuel, and pay for it every night'),
        item('Put a mirror behind the flame, and lose half of it'),
        item('Bend every ray forward through rings of glass'),
      ],
    },
  },
  {
    content: {
      kind: 'list',
      heading: 'Before dusk',
      ordered: true,
      items: [
        item('Trim the wick'),
        item('with the brass scissors', 1),
        item('Wind the clockwork'),
        item('Draw the curtains'),
      ],
    },
  },
  {
    content: {
      kind: 'quote',
      verse: true,
      text: 'Steadfast, serene, immovable, the same\nYear after year, through all the silent night\nBurns on forevermore that quenchless flame,\nShines on that inextinguishable light!',
      attribution: 'Henry Wadsworth Longfellow, The Lighthouse, 1850',
    },
  },
  {
    content: {
      kind: 'quote',
      verse: false,
      text: 'There is nothing, absolutely nothing, half so much worth doing as simply messing about in boats.',
      attribution: 'Kenneth Grahame',
    },
  },
  {
    content: { kind: 'code', heading: 'range.ts', language: 'ts', code: RANGE, focus: [[9, 10, 11, 12, 13]] },
  },
  {
    eyebrow,
    content: {
      kind: 'code',
      heading: 'How far can it be seen?',
      language: 'py',
      code: 'def range_km(lamp, eye):\n    """Metres in, kilometres out."""\n    return round(sqrt(2 * 6371 * lamp / 1000))',
      focus: [],
    },
  },
  {
    content: {
      kind: 'picture',
      media,
      name: 'Cordouan lighthouse',
      place: 'Mouth of the Gironde, lit since 1611',
    },
  },
  {
    eyebrow,
    content: {
      kind: 'beside',
      media,
      heading: 'Glass, cut into steps',
      ordered: false,
      items: [],
      paragraphs: [
        'Take away the thick middle of a great lens and keep only the curve. What is left is thin enough to carry up a tower.',
      ],
    },
  },
  {
    content: {
      kind: 'beside',
      media,
      heading: 'What it weighed',
      ordered: false,
      items: [item('Four tonnes of glass'), item('Two of bronze'), item('One man to turn it')],
      paragraphs: [],
    },
  },
  {
    eyebrow: 'INT. LANTERN ROOM — NIGHT',
    content: {
      kind: 'dialogue',
      lines: [
        { speaker: 'KEEPER', text: 'She burns a quarter of the oil, and they see her from Royan.' },
        { speaker: 'INSPECTOR', text: 'Then why do you look so unhappy?' },
        { speaker: 'KEEPER', text: 'Because now they can tell when I fall asleep.' },
      ],
    },
  },
  {
    eyebrow: '25 July 1823',
    content: {
      kind: 'number',
      value: '32',
      unit: 'km',
      text: 'That is how far out at sea the first great stepped lens could be seen, on the night it was lit.',
    },
  },
  {
    content: {
      kind: 'number',
      value: '1,234,567',
      unit: 'candelas',
      text: 'The light of one flame, gathered.',
    },
  },
  {
    content: {
      kind: 'table',
      heading: 'Lenses came in orders of size',
      head: ['Order', 'Focal length', 'Height', 'Stood at'],
      align: ['left', 'right', 'right', 'left'],
      rows: [
        ['First', '920 mm', '2.59 m', 'Sea coasts'],
        ['Third', '500 mm', '1.58 m', 'Bays and straits'],
        ['Sixth', '150 mm', '0.43 m', 'Harbours'],
      ],
    },
  },
  {
    content: {
      kind: 'end',
      title: 'How a lamp reaches the horizon',
      lines: [
        'Written by: Ines Marchetti',
        'Narrated by: Tomas Hale',
        'Pictures: Coast Archive, 1890–1931',
        'Music: Slow Water, by A. Renner',
      ],
    },
  },
  {
    eyebrow: 'Food law',
    content: {
      kind: 'list',
      heading:
        'Rindfleisch\u00ADetikettierungs\u00ADüberwachungs\u00ADaufgaben\u00ADübertragungs\u00ADgesetz: what the seven duties of the supervising authority were, and why almost nobody could say them aloud',
      ordered: false,
      items: [
        item(
          'Keep a register of every establishment that packs, labels, stores or resells the goods, and keep it current',
        ),
        item(
          'Inspect each establishment at least once in every calendar year, without giving notice beforehand',
        ),
        item(
          'Take samples, seal them in the presence of a witness, and send the second sample to another laboratory',
        ),
        item(
          'Publish the results within thirty working days, including those that turned out to be in order',
        ),
        item(
          'Withdraw the licence of anyone who refuses entry twice, and say in writing which rule was broken',
        ),
        item('Answer appeals within six weeks; where no answer is given, the appeal counts as accepted'),
        item('Report once a year to the parliament, which may ask for the report to be read out in full'),
      ],
    },
  },
  {
    content: {
      kind: 'title',
      title:
        'An extraordinarily long title about electroencephalographically measured reactions, at sea and on land',
      subtitle:
        'See https://example.org/a/very/long/path/that/does/not/end?with=parameters&and=more#fragments for everything',
      credits: ['Written by', 'Ines Marchetti'],
    },
  },
];

/** The scripts of the world. */
export const WORLD: readonly Sample[] = [
  {
    language: 'ru',
    eyebrow: 'Огни побережья',
    content: {
      kind: 'title',
      title: 'Как свет лампы достигает горизонта',
      subtitle: 'Короткая история линзы',
    },
  },
  {
    language: 'el',
    eyebrow: 'Φώτα της ακτής',
    content: { kind: 'title', title: 'Πώς μια λάμπα φτάνει στον ορίζοντα', subtitle: 'Μια σύντομη ιστορία' },
  },
  {
    language: 'vi',
    eyebrow: 'Ngọn hải đăng',
    content: {
      kind: 'title',
      title: 'Ánh đèn đến tận chân trời thế nào',
      subtitle: 'Lịch sử ngắn của thấu kính',
    },
  },
  {
    language: 'hi',
    eyebrow: 'तट की रोशनी',
    content: { kind: 'title', title: 'दीपक क्षितिज तक कैसे पहुँचता है', subtitle: 'लेंस का एक छोटा इतिहास' },
  },
  {
    language: 'ar',
    eyebrow: 'أضواء الساحل',
    content: {
      kind: 'title',
      title: 'كيف يصل ضوء المصباح إلى الأفق',
      subtitle: 'قصة العدسة التي جعلت الشعلة تُرى من مسافة 32 كيلومترًا، عام 1823',
    },
  },
  {
    language: 'ja',
    eyebrow: '岬の灯り 🌊',
    content: {
      kind: 'title',
      title: '灯台の光は、どうやって水平線まで届くのか',
      subtitle: '炎を32キロ先の海まで届けた「フレネルレンズ」の小さな歴史',
    },
  },
  {
    language: 'zh',
    eyebrow: '海岸之光',
    content: {
      kind: 'list',
      heading: '让灯光照得更远的三种方法',
      ordered: false,
      items: [
        item('多烧燃料，每晚都要付钱'),
        item('在火焰后面放一面镜子'),
        item('用玻璃环把每一束光向前弯折'),
      ],
    },
  },
  {
    language: 'ko',
    eyebrow: '해안의 빛',
    content: { kind: 'title', title: '등대의 빛은 어떻게 수평선에 닿는가', subtitle: '렌즈의 짧은 역사' },
  },
  {
    language: 'he',
    eyebrow: 'אורות החוף',
    content: {
      kind: 'list',
      heading: 'שלוש דרכים להאיר רחוק יותר',
      ordered: true,
      items: [
        item('לשרוף יותר דלק, ולשלם בכל לילה'),
        item('לשים מראה מאחורי הלהבה (GitHub 2024)'),
        item('לכופף כל קרן קדימה'),
      ],
    },
  },
  {
    language: 'ar',
    eyebrow: 'أضواء الساحل',
    content: {
      kind: 'dialogue',
      lines: [
        { speaker: 'الحارس', text: 'إنها تحرق ربع الزيت، ويرونها من بعيد.' },
        { speaker: 'المفتش', text: 'فلماذا تبدو حزينًا إذن؟' },
      ],
    },
  },
  {
    language: 'ar',
    content: {
      kind: 'table',
      heading: 'أحجام العدسات',
      head: ['الرتبة', 'البعد', 'الارتفاع'],
      align: ['left', 'right', 'right'],
      rows: [
        ['الأولى', '920 mm', '2.59 m'],
        ['الثالثة', '500 mm', '1.58 m'],
      ],
    },
  },
  {
    language: 'ar',
    content: {
      kind: 'quote',
      verse: false,
      text: 'لا شيء يعدل العبث في القوارب.',
      attribution: 'كينيث غراهام، ١٩٠٨',
    },
  },
  {
    eyebrow: 'Signs → and marks ✓',
    content: {
      kind: 'list',
      heading: 'A → B ⇒ C ≥ D ✓ ★ ① √2 😀 👩‍👩‍👧‍👦 🇩🇪',
      ordered: false,
      items: [
        item('Check ✓ cross ✗ star ★ arrows ←↑→↓ ⌘'),
        item('Emoji 👍🏽 ❤️ 🌊 1️⃣ ☀️'),
        item('∑ ∫ ∞ ≠ ≈ ½ × ÷ − € ₹ ₽ ™ © ®'),
      ],
    },
  },
  {
    language: 'hi',
    content: {
      kind: 'list',
      heading: 'रोशनी को दूर फेंकने के तीन तरीके',
      ordered: false,
      items: [item('अधिक ईंधन जलाओ, और हर रात उसका मूल्य चुकाओ'), item('लौ के पीछे दर्पण रखो')],
    },
  },
  {
    language: 'th',
    content: { kind: 'text', heading: 'ภาษาไทย', paragraphs: ['แสงไฟจากประภาคารส่องไปถึงเส้นขอบฟ้า'] },
  },
];

/** Pictures to lay text over, drawn by hand. */
export const PICTURES: { readonly night: Bitmap; readonly day: Bitmap } = {
  night: ramp([12, 20, 40], [60, 80, 100]),
  day: ramp([190, 215, 228], [150, 180, 190]),
};

function ramp(top: readonly [number, number, number], bottom: readonly [number, number, number]): Bitmap {
  const [width, height] = [160, 90];
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      for (const channel of [0, 1, 2]) {
        const from = top[channel] ?? 0;
        data[at + channel] = from + (((bottom[channel] ?? 0) - from) * y) / height;
      }
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}
