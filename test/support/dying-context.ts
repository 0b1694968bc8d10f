import { openContext } from '../../src/context.ts';
import type { Warehouse } from '../../src/warehouse/warehouse.ts';

/** What a run dies of: no trouble of the product's own. */
class Killed extends Error {}

/**
 * A context whose work ends at the write of this number, counted over the files and the states that a run keeps: before it
 * was done, or just after, so that nobody is told that it was.
 */
export function dyingContext(write: number, moment: 'before' | 'after'): typeof openContext {
  let writes = 0;
  const next = (): boolean => {
    writes += 1;
    return writes === write;
  };
  const die = () => new Killed(`killed ${moment} write ${write}`);
  return (request) => {
    const context = openContext(request);
    let dying: Promise<Warehouse> | undefined;
    return {
      ...context,
      warehouse(limits) {
        dying ??= context.warehouse(limits).then((whole) => ({
          ...whole,
          async copyToParquet(sql, file) {
            const last = next();
            if (last && moment === 'before') throw die();
            const written = await whole.copyToParquet(sql, file);
            if (last) throw die();
            return written;
          },
        }));
        return dying;
      },
      run: (facts, work, queue) =>
        context.run(
          facts,
          (run) =>
            work({
              ...run,
              savePull(...state) {
                const last = next();
                if (last && moment === 'before') throw die();
                run.savePull(...state);
                if (last) throw die();
              },
            }),
          queue,
        ),
    };
  };
}
