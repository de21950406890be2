import { diagnostic, replaceWith } from '../diagnostic.ts';
import { estimateScene } from '../estimate.ts';
import type { Rule } from './rule.ts';

/** A scene that says more than fits into the duration that it asks for. */
export const duration: Rule = ({ script }) =>
  script.scenes.flatMap((scene) => {
    const asked = scene.settings.duration;
    const range = scene.marks['duration'];
    if (asked === undefined || !range) return [];
    const { duration: _, ...settings } = scene.settings;
    const needed = scene.narration.length > 0 ? estimateScene(script, { ...scene, settings }).seconds : 0;
    // Estimates are a tenth off at times.
    if (needed <= asked * 1.1) return [];
    const rounded = Math.ceil(needed);
    return [
      diagnostic(
        'scene-too-long',
        'warning',
        range,
        `What is said in this scene takes about ${rounded} s, longer than its ${asked} s. The scene will last as long as it needs.`,
        [replaceWith(`Change the duration to ${rounded}`, range, String(rounded))],
      ),
    ];
  });
