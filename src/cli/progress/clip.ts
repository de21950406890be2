import stringWidth from 'string-width';

/** Cuts at a width in terminal columns, with an ellipsis; never inside a character. */
export function clip(text: string, columns: number): string {
  const single = text.replace(/\s+/gu, ' ');
  if (stringWidth(single) <= columns) return single;
  let taken = '';
  for (const { segment } of new Intl.Segmenter().segment(single)) {
    if (stringWidth(taken + segment) > columns - 1) break;
    taken += segment;
  }
  return `${taken}…`;
}
