import { Mistake } from '../base/errors.ts';
import type { ChosenField, Level } from '../config/settings.ts';
import type { LevelView } from './level-view.ts';
import { pickField } from './pick-field.ts';

/** A field that a word of a person means. */
export interface PickedChoice {
  readonly level: Level;
  /** API name or path, in the org's case. */
  readonly field: string;
  /** An admin sees it, the connecting user not yet. */
  readonly hidden: boolean;
  /** As the configuration has it already. */
  readonly chosen?: ChosenField;
}

/**
 * The fields that words mean, each once. Throws one Mistake for all words that mean none, one that cannot be chosen, or one
 * of Contact and of Account.
 */
export function pickChoices(
  words: readonly string[],
  views: readonly LevelView[],
  chosen: (level: Level) => readonly ChosenField[],
): readonly PickedChoice[] {
  const choices = new Map<string, PickedChoice>();
  const problems: Problem[] = [];
  for (const word of words) {
    const picked = views.map((view) => ({
      level: view.user.level,
      object: view.user.seen.name,
      ...pickField(word, view),
    }));
    const found = picked.filter((each) => each.status === 'found');
    const [one, other] = found;
    if (one !== undefined && other === undefined) {
      const { level, field, hidden } = one;
      const before = chosen(level).find((choice) => choice.field.toLowerCase() === field.toLowerCase());
      choices.set(`${level} ${field}`, { level, field, hidden, ...(before && { chosen: before }) });
    } else if (other !== undefined) {
      problems.push({
        message: `Contact and Account both have a field "${word}".`,
        actions: ['Say which: --object contact or --object account'],
      });
    } else problems.push(noneOf(word, picked));
  }
  if (problems.length > 0) throw refused(problems, words);
  return [...choices.values()];
}

interface Problem {
  readonly message: string;
  readonly actions: readonly string[];
}

function noneOf(
  word: string,
  picked: readonly ({ readonly object: string } & ReturnType<typeof pickField>)[],
): Problem {
  const refusal = picked.find((each) => each.status === 'refused');
  if (refusal) return refusal;
  const near = [...new Set(picked.flatMap((each) => (each.status === 'not-here' ? each.near : [])))];
  return {
    message: `${picked.map(({ object }) => object).join(' and ')} ${picked.length > 1 ? 'have' : 'has'} no field "${word}", or the connecting user may not see it.`,
    actions: [
      ...(/[,;]/.test(word)
        ? [
            `Several fields stand with blanks between them: heap-sf fields select ${word
              .split(/[,;]\s*/)
              .join(' ')
              .trim()}`,
          ]
        : near.length > 0
          ? [`Did you mean ${near.join(' or ')}?`]
          : []),
      `See what there is: heap-sf fields list --search ${/\s/.test(word) ? JSON.stringify(word) : word}`,
    ],
  };
}

function refused(problems: readonly Problem[], words: readonly string[]): Mistake {
  const said = problems.map(({ message }) => message);
  return new Mistake({
    trouble: 'unknown-name',
    message: `${said.join('\n')}\nNothing was chosen.`,
    actions: [...new Set(problems.flatMap(({ actions }) => actions))],
    facts: { wanted: words, problems },
  });
}
