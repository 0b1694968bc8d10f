import { expect, test } from 'vitest';
import { readEnvelope } from '../../../src/local-org/http/soap/envelope.ts';
import { setZipAside } from '../../../src/local-org/http/soap/zip-file.ts';

const message = (inside: string): string =>
  `<e:Envelope xmlns:e="x"><e:Body><m:deploy xmlns:m="y">${inside}</m:deploy></e:Body></e:Envelope>`;

test('the zip of a message is set aside, and its element stays', () => {
  const { rest, zip } = setZipAside(message('<m:ZipFile>UEsD</m:ZipFile><m:DeployOptions/>'));
  expect(zip).toBe('UEsD');
  expect(rest).toBe(message('<m:ZipFile></m:ZipFile><m:DeployOptions/>'));
});

test.each(['<m:ZipFile/>', '<other>UEsD</other>', '<m:ZipFile xsi:nil="true"/>'])('%s carries none', (inside) => {
  expect(setZipAside(message(inside)).zip ?? '').toBe('');
});

test('the call holds the zip as if it had been parsed', () => {
  expect(readEnvelope(message('<m:ZipFile>UEsD</m:ZipFile>'))).toMatchObject({
    operation: 'deploy',
    body: { ZipFile: ['UEsD'] },
  });
});

test('megabytes of it are held as they are', () => {
  const zip = 'A'.repeat(40 * 2 ** 20);
  expect(readEnvelope(message(`<m:ZipFile>${zip}</m:ZipFile>`))!.body['ZipFile']).toEqual([zip]);
});
