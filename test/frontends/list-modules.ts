// Preloaded by a process under test: writes at its end what was imported, by whom, as JSON into the file that it is told.
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const imports: { readonly from: string; readonly url: string }[] = [];

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    imports.push({ from: context.parentURL ?? '', url: found.url });
    return found;
  },
});
process.on('exit', () => writeFileSync(process.env['HEAP_SF_TEST_IMPORTS'] ?? '', JSON.stringify(imports)));
