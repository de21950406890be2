/** Two short scenes: a film within seconds. */
export const SHORT = `---
resolution: 480p
---

# A Lamp

A lamp reaches the horizon.

---

## Two facts

- It turns
- It is seen from far away
`;

/** So many scenes that a person has time to look, cancel or reload. No two are alike, so that nothing comes from the cache. */
export const LONG = [
  '# A long evening',
  ...Array.from({ length: 16 }, (_, index) =>
    [
      `## Hour ${index + 1}`,
      '',
      `- The tide of hour ${index + 1} comes in and covers the stones`,
      `- A ship of ${index + 3} masts goes by, slowly, with all her lights`,
      `- Someone counts to ${index * 7 + 11} and waits for the lamp to come round`,
    ].join('\n'),
  ),
].join('\n\n---\n\n');

/** A picture that is sent along, and scenes enough to cut a connection in the middle. */
export const EVENING = [
  '# A lighthouse in the evening',
  '![The light on its rock](lighthouse.jpg)',
  ...Array.from({ length: 5 }, (_, index) =>
    [
      `## Watch ${index + 1}`,
      '',
      `- The keeper of watch ${index + 1} climbs to the lamp and trims it`,
      `- She counts ${index * 9 + 4} ships between the rock and the horizon`,
    ].join('\n'),
  ),
].join('\n\n---\n\n');
