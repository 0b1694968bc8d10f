import { counted, number } from '../base/counted.ts';
import type { OrphanReport } from '../push/orphans/remove-orphans.ts';

/** What became of usage rows without a record, in sentences; nothing where there are none. */
export function orphanRemarks(report: OrphanReport): readonly string[] {
  const { object, unlinked, rejected } = report;
  return [
    ...(report.found > 0 ? [`${foundText(report)} ${FATES[report.fate](report)}`, ...exampleLines(report)] : []),
    ...rejected.map(
      ({ code, rows, example }) => `${number(rows)} of them could not be removed: ${code}, as ${example}`,
    ),
    ...(unlinked > 0
      ? [
          `${counted(unlinked, 'row')} of ${object} had lost the lookup, and ${unlinked === 1 ? 'is' : 'are'} sent again.`,
        ]
      : []),
  ];
}

const foundText = ({ object, level, found, rows }: OrphanReport) =>
  `${number(found)}${rows === undefined ? '' : ` of ${number(rows)}`} ${(rows ?? found) === 1 ? 'row' : 'rows'} of ${object} ${found === 1 ? 'is' : 'are'} of ${level}s that were deleted or merged.`;

const FATES: Readonly<Record<OrphanReport['fate'], (report: OrphanReport) => string>> = {
  none: () => '',
  removed: ({ removed }) => `Removed: ${number(removed)}.`,
  'would-be-removed': ({ requests }) => `To be removed, with ${counted(requests, 'request')}.`,
  kept: () => 'They are kept (orphans: keep).',
  'too-many': ({ level }) =>
    `That is more than a tenth, so none was removed. See that the connecting user may View All ${level}s; if they are gone indeed: heap-sf usage push --remove-orphans`,
};

function exampleLines({ level, examples }: OrphanReport): readonly string[] {
  return examples.map(({ recordId, survivorId }) =>
    survivorId === null ? `  ${level} ${recordId} was deleted` : `  ${level} ${recordId} was merged into ${survivorId}`,
  );
}
