import type { MediaReference, SceneContent } from './scene.ts';

const LONGEST = 60;

/** What a scene is called in lists, chapters and messages: its heading, else its first words. Never empty. */
export function sceneTitle(content: SceneContent, spoken: string | undefined, number: number): string {
  const named = nameOf(content) ?? spoken ?? '';
  return shortTitle(named) || `Scene ${number}`;
}

function nameOf(content: SceneContent): string | undefined {
  switch (content.kind) {
    case 'title':
    case 'end':
      return content.title;
    case 'number':
      return [content.value, content.unit].filter(Boolean).join(' ');
    case 'quote':
      return content.text;
    case 'picture':
      return content.name || pictureName(content.media);
    case 'dialogue': {
      const [line] = content.lines;
      return content.heading ?? (line && `${line.speaker}: ${line.text}`);
    }
    case 'text':
      return content.heading || content.paragraphs[0];
    case 'beside':
      return content.heading || content.paragraphs[0] || content.items[0]?.text || pictureName(content.media);
    case 'list':
      return content.heading || content.items[0]?.text;
    case 'code':
    case 'table':
      return content.heading;
  }
}

/** What the picture shows, as far as the script says it. */
function pictureName({ alt }: MediaReference): string | undefined {
  return alt || undefined;
}

/** One line of at most 60 characters, cut at a word. */
export function shortTitle(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(flat.slice(0, 400));
  if (characters.length <= LONGEST) return flat;
  const cut = characters.slice(0, LONGEST - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > LONGEST / 2 ? cut.slice(0, space) : cut}…`;
}
