import { FormulaProblem } from '../../formula/problem.ts';
import { readCondition } from '../../records/rules/validations.ts';
import { elements } from '../elements.ts';
import { type MetadataHandler, MetadataProblem } from '../types.ts';
import { flagOf, textOf } from '../xml.ts';
import { keptAsSent, needField, parentObject } from './kept-as-sent.ts';

const longestMessage = 255;

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_validationformulas.htm */
export const validationRule: MetadataHandler = keptAsSent({
  type: 'ValidationRule',
  elements: elements.ValidationRule,
  directory: 'objects',
  suffix: 'object',
  parent: { type: 'CustomObject', element: 'validationRules' },
  idPrefix: '03d',
  required: ['active', 'errorConditionFormula', 'errorMessage'],
  check(putting, fullName, content) {
    const object = putting.engine.schema.object(parentObject(putting, fullName, '.'))!;
    if (flagOf(content, 'active') === undefined)
      throw new MetadataProblem(
        'INVALID_TYPE',
        `'${textOf(content, 'active')}' is not a valid value for the type xsd:boolean`,
      );
    const message = textOf(content, 'errorMessage') ?? '';
    if (message.length > longestMessage)
      throw new MetadataProblem(
        'STRING_TOO_LONG',
        `Value too long for field: errorMessage maximum length is:${longestMessage}`,
      );
    const shownAt = textOf(content, 'errorDisplayField');
    if (shownAt !== undefined) needField(putting, 'errorDisplayField', object.name, shownAt);
    try {
      readCondition(putting.engine.schema, object, textOf(content, 'errorConditionFormula') ?? '');
    } catch (error) {
      if (error instanceof FormulaProblem) throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', error.message);
      throw error;
    }
  },
});
