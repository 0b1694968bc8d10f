import type { Rights } from '../../access/rights.ts';
import { type Parsed, parseSoql } from '../text/parse-soql.ts';
import { compile } from './compile.ts';
import { todayIn } from './date-literals.ts';
import type { Plan } from './plan.ts';
import type { QueryContext } from './scope.ts';

/** What it took to understand a query, kept for the next time it is asked. */
export interface PlanCache {
  plan(context: QueryContext): Plan;
  parsed(soql: string): Parsed;
}

interface Kept {
  readonly plan: Plan;
  readonly version: number;
  /** The user's day, where the plan goes by it. */
  readonly day: string | undefined;
}

const mostTexts = 500;
const mostPlans = 300;
/** A query longer than this is not asked twice, or is a list of Ids. */
const longest = 20_000;

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  if (map.size >= most) map.delete(map.keys().next().value!);
  map.set(key, value);
}

export function openPlanCache(): PlanCache {
  const texts = new Map<string, Parsed>();
  /** A user's rights are a new object whenever they change, so they are the key to all that was compiled with them. */
  const byRights = new WeakMap<Rights, Map<string, Kept>>();

  function parsed(soql: string): Parsed {
    const known = texts.get(soql);
    if (known) return known;
    const made = parseSoql(soql);
    if (soql.length <= longest) remember(texts, soql, made, mostTexts);
    return made;
  }

  return {
    parsed,
    plan(context) {
      const plans = byRights.get(context.rights) ?? new Map<string, Kept>();
      byRights.set(context.rights, plans);
      const key = `${context.all ? 'all' : 'living'} ${context.zone} ${context.locale} ${context.soql}`;
      const today = () => todayIn(context.zone, context.clock.now());
      const known = plans.get(key);
      if (known?.version === context.schema.version && (known.day === undefined || known.day === today())) {
        return known.plan;
      }
      const { soql, query, layout } = parsed(context.soql);
      let dated = false;
      let hides = false;
      const watched: QueryContext = {
        ...context,
        soql,
        clock: {
          now() {
            dated = true;
            return context.clock.now();
          },
        },
        hiddenDefinitions() {
          hides = true;
          return context.hiddenDefinitions();
        },
      };
      const plan = compile(watched, query, layout);
      if (soql.length <= longest && !hides) {
        const kept = { plan, version: context.schema.version, day: dated ? today() : undefined };
        remember(plans, key, kept, mostPlans);
      }
      return plan;
    },
  };
}
