import { askAll, type Case } from './case.ts';
import { refusalOf } from './field-grants.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known } from './sources.ts';

/** What a type of field asks for or has no use for, and how its lack or presence is refused. */
const cases: readonly Case<Ground>[] = (
  [
    [
      'a checkbox needs a default',
      '<type>Checkbox</type>',
      "Must specify 'defaultValue' for a CustomField of type Checkbox",
    ],
    [
      'a picklist needs its values',
      '<type>Picklist</type>',
      "Must specify 'valueSet' for a CustomField of type Picklist",
    ],
    [
      'a long text needs its lines',
      '<length>1000</length><type>LongTextArea</type>',
      "Must specify 'visibleLines' for a CustomField of type LongTextArea",
    ],
    [
      'a number needs its scale',
      '<precision>5</precision><type>Number</type>',
      "Must specify 'scale' for a CustomField of type Number",
    ],
    [
      'a date has no length',
      '<length>5</length><type>Date</type>',
      "Can not specify 'length' for a CustomField of type Date",
    ],
    [
      'a checkbox is not unique',
      '<defaultValue>false</defaultValue><type>Checkbox</type><unique>true</unique>',
      "Can not specify 'unique' for a CustomField of type Checkbox",
    ],
  ] as const
).map(([belief, inside, said]) => ({
  belief,
  source: known,
  ask: (ground: Ground) => refusalOf(ground, inside),
  answer: () => [said],
}));

askAll(prepareGround, cases);
