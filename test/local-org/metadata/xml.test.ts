import { expect, test } from 'vitest';
import { parseXml, XmlTrouble } from '../../../src/local-org/engine/metadata/parse-xml.ts';
import { printXml } from '../../../src/local-org/engine/metadata/print-xml.ts';

function trouble(text: string): XmlTrouble {
  try {
    parseXml(text);
  } catch (error) {
    if (error instanceof XmlTrouble) return error;
  }
  throw new Error('nothing was refused');
}

test('elements come by their names, without prefixes and attributes', () => {
  expect(parseXml('<a:x xmlns:a="u"><a:b>1</a:b><a:b q="2"> two </a:b><c/></a:x>')).toEqual({
    root: 'x',
    content: { b: ['1', ' two '], c: [''] },
  });
});

test('xsi:nil leaves an element out, and xsi:type stays beside the content', () => {
  const { content } = parseXml(
    '<x xmlns:xsi="i"><gone xsi:nil="true"/><m xsi:type="ns:CustomField"><label>L</label></m></x>',
  );
  expect(content).toEqual({ m: [{ '@type': ['CustomField'], label: ['L'] }] });
});

test.each([
  '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
  '<!doctype x SYSTEM "file:///etc/passwd"><x/>',
  '<x><!ENTITY a "b"></x>',
])('a document type is refused: %s', (text) => {
  expect(trouble(text).message).toBe('Document types and entities are not allowed');
});

test('an entity that nobody declared is refused', () => {
  expect(trouble('<x>&harmless;</x>').message).toContain('Invalid character entity');
});

test('what is not well-formed is refused at its line and column', () => {
  const { line, column } = trouble('<x>\n  <y>\n</x>');
  expect([line, column]).toEqual([3, 5]);
});

test('elements nested without end are refused', () => {
  expect(trouble('<a b="/>">'.repeat(1_000_000)).message).toContain('nested');
  expect(() => parseXml(`<a>${'<b><c/></b>'.repeat(100)}</a>`)).not.toThrow();
});

test('a document of too many elements is refused', () => {
  expect(trouble(`<a>${'<b/>'.repeat(500_001)}</a>`).message).toContain('more than 500000 elements');
});

test('an empty text is refused', () => {
  expect(trouble('').message).toBe('Premature end of file');
});

test('equal content prints as equal text, with the full name first', () => {
  const one = printXml('X', 'u', { label: ['L'], b: ['2', '1'], fullName: ['N'] });
  expect(printXml('X', 'u', { fullName: ['N'], b: ['2', '1'], label: ['L'] })).toBe(one);
  expect(one).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<X xmlns="u">\n    <fullName>N</fullName>\n    <b>2</b>\n    <b>1</b>\n    <label>L</label>\n</X>\n',
  );
});

test('signs of XML in a text survive printing and reading', () => {
  const content = { label: ['<a> & "b" \'c\' ]]> ☃ 🎉'] };
  expect(parseXml(printXml('X', 'u', content)).content).toEqual(content);
});
