// Looks at a drawn page for what a person would see as broken.
import type { Page } from 'playwright-core';

/** Everything that is cut, runs over, or lies on something else. Runs in the page. */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} px`);

    interface Piece {
      element: Element;
      text: string;
      rects: DOMRect[];
    }
    const pieces: Piece[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (!element || text === '' || element.closest('.unseen, script, .log-lines, .caption, thead'))
        continue;
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      pieces.push({ element, text, rects: [...range.getClientRects()] });
    }
    for (const { element, text, rects } of pieces) {
      for (const rect of rects) {
        if (rect.left < -0.5 || rect.right > root.clientWidth + 0.5)
          faults.push(`runs out of the panel: ${text}`);
      }
      for (let box: Element | null = element; box; box = box.parentElement) {
        const clips = getComputedStyle(box).overflowX !== 'visible';
        if (clips && box.scrollWidth > box.clientWidth + 1)
          faults.push(`is cut in .${box.className}: ${text}`);
      }
    }
    for (const [index, a] of pieces.entries()) {
      for (const b of pieces.slice(index + 1)) {
        if (a.element === b.element) continue;
        const clash = a.rects.some((one) =>
          b.rects.some(
            (two) =>
              Math.min(one.right, two.right) - Math.max(one.left, two.left) > 1.5 &&
              Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 4,
          ),
        );
        if (clash) faults.push(`“${a.text}” lies on “${b.text}”`);
      }
    }
    for (const button of document.querySelectorAll('button, vscode-button, [role=slider], summary')) {
      if (button.matches('.link') || !button.checkVisibility()) continue;
      const { width, height } = button.getBoundingClientRect();
      if (width < 24 || height < 24) faults.push(`is small to press: ${button.outerHTML.slice(0, 80)}`);
    }
    return [...new Set(faults)];
  });
}
