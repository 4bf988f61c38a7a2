import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html } from './html';

describe('html', () => {
  it('escapes values and keeps nested templates', () => {
    const name = `<img src=x onerror=alert(1)>"'&.png`;
    expect(html`<p title="${name}">${html`<b>${1}</b>`}${[html`<i></i>`, '<']}${undefined}</p>`.text).toBe(
      '<p title="&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.png"><b>1</b><i></i>&lt;</p>',
    );
  });

  it('makes control characters and direction overrides visible', () => {
    expect(escapeHtml('a\nb\u202egpj.exe')).toBe('a\\nb\\u202egpj.exe');
  });

  it('never lets a tag or a quote through', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"'\n]/.test(escapeHtml(text))));
  });
});
