import { recordOf } from '../component-records.ts';
import { inFieldOrder } from '../fields/field-order.ts';
import { notKept, type PackageFault } from '../package/package-faults.ts';
import type { Deletion, DeployPackage } from '../package/read-package.ts';
import { handlerFor, handlerOf, orderOf } from '../registry.ts';
import type { Asking, Component, Place, Putting, TypeName } from '../types.ts';
import { applyComponent, problemOf, removeComponent } from './apply.ts';
import type { DeployMessage } from './deploy-result.ts';

/** Everything that a deployment said, line by line. */
export interface Outcome {
  readonly failures: readonly DeployMessage[];
  readonly successes: readonly DeployMessage[];
}

class RolledBack extends Error {}

/**
 * Carries a package out in one transaction; `undone` decides at the end whether all of it is taken back.
 * Each component is a transaction of its own inside, so that a refused one leaves nothing half done.
 */
export function carryOut(
  asking: Asking,
  pack: DeployPackage,
  version: number,
  undone: (outcome: Outcome) => boolean,
): Outcome {
  let outcome: Outcome = { failures: [], successes: [] };
  try {
    asking.engine.transaction(() => {
      outcome = work(asking, pack, version);
      if (undone(outcome)) throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  return outcome;
}

function work(asking: Asking, pack: DeployPackage, version: number): Outcome {
  const at = asking.engine.clock.now().toISOString();
  const messages = [
    ...pack.faults.map((fault) => faultMessage(fault, at)),
    ...deletionsAt(asking, pack, 'before', at),
    ...putAll(asking, pack, version, at),
    ...deletionsAt(asking, pack, 'after', at),
  ];
  const manifestBroken = messages.some(({ success, fileName }) => !success && fileName === pack.manifestFile);
  return {
    failures: messages.filter(({ success }) => !success),
    successes: [
      ...(manifestBroken ? [] : [manifestMessage(pack.manifestFile, at)]),
      ...messages.filter(({ success }) => success),
    ],
  };
}

function putAll(asking: Asking, pack: DeployPackage, version: number, at: string): readonly DeployMessage[] {
  const onItsWay = new Set(pack.components.map(({ type, fullName }) => keyOf(type, fullName)));
  const putting: Putting = {
    ...asking,
    version,
    arriving: pack.components,
    has: (type, fullName) =>
      onItsWay.has(keyOf(type, fullName)) || handlerFor(type).find(asking, fullName) !== undefined,
  };
  const inOrder = inFieldOrder([...pack.components].sort((a, b) => orderOf(a.type) - orderOf(b.type)));
  return inOrder.map((component) => put(putting, component, at));
}

function put(putting: Putting, component: Component, at: string): DeployMessage {
  const { type, fullName, place } = component;
  try {
    const { status } = putting.engine.transaction(() => applyComponent(putting, component));
    const id = recordOf(putting, type, fullName)?.id;
    return {
      ...lineOf(type, fullName, place, at),
      ...(id === undefined ? {} : { id }),
      [status]: status !== 'unchanged',
    };
  } catch (error) {
    return failed(lineOf(type, fullName, place, at), place, problemOf(error).message);
  }
}

function deletionsAt(
  asking: Asking,
  pack: DeployPackage,
  when: Deletion['when'],
  at: string,
): readonly DeployMessage[] {
  return pack.deletions
    .filter((deletion) => deletion.when === when)
    .sort((a, b) => orderOf(b.type) - orderOf(a.type))
    .map((deletion) => remove(asking, deletion, at));
}

function remove(asking: Asking, { type, fullName, fileName }: Deletion, at: string): DeployMessage {
  const place = { fileName };
  const handler = handlerOf(type);
  if (handler === undefined) return failed(lineOf(type, fullName, place, at), place, notKept(type));
  try {
    const removed = asking.engine.transaction(() => removeComponent(asking, handler.type, fullName));
    if (removed !== undefined) return { ...lineOf(type, removed.fullName, place, at), deleted: true };
    return {
      ...lineOf(type, fileName.slice(fileName.lastIndexOf('/') + 1), place, at),
      problem: `No ${type} named: ${fullName} found`,
      problemType: 'Warning',
    };
  } catch (error) {
    return failed(lineOf(type, fullName, place, at), place, problemOf(error).message);
  }
}

function faultMessage({ kind, problem, fullName, componentType, place }: PackageFault, at: string): DeployMessage {
  const line = lineOf(componentType, fullName, place, at);
  return kind === 'Error' ? failed(line, place, problem) : { ...line, problem, problemType: 'Warning' };
}

/** The manifest is listed with the components, as changed and with no type. */
const manifestMessage = (fileName: string, at: string): DeployMessage => ({
  ...lineOf('', fileName.slice(fileName.lastIndexOf('/') + 1), { fileName }, at),
  changed: true,
});

function failed(line: DeployMessage, place: Place, problem: string): DeployMessage {
  return {
    ...line,
    ...(place.line === undefined ? {} : { lineNumber: place.line }),
    ...(place.column === undefined ? {} : { columnNumber: place.column }),
    problem,
    problemType: 'Error',
    success: false,
  };
}

function lineOf(componentType: string, fullName: string, { fileName }: Place, at: string): DeployMessage {
  return {
    changed: false,
    componentType,
    created: false,
    createdDate: at,
    deleted: false,
    fileName,
    fullName,
    success: true,
  };
}

const keyOf = (type: TypeName, fullName: string): string => `${type} ${fullName.toLowerCase()}`;
