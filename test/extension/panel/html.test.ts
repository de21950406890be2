import assert from 'node:assert/strict';
import { panelHtml } from '../../../src/extension/panel/html.ts';

describe('the page of the panel', () => {
  const html = panelHtml({ script: 'S.js', style: 'S.css', source: 'https://*.example', nonce: 'n0nce' });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

  it('allows nothing that is not named', () => assert.match(policy, /^default-src 'none';/));
  it('runs only the script with its nonce', () => {
    assert.match(policy, /script-src 'nonce-n0nce';/);
    assert.match(html, /<script nonce="n0nce" src="S\.js">/);
  });
  it('has nothing inline and nothing from the web', () => {
    assert.doesNotMatch(policy, /unsafe|https:(?!\/\/\*\.example)|data:|\*(?!\.example)/);
    assert.doesNotMatch(html, /<style|style="|onload=/);
  });
});
