import type { Conversion } from './parameter.service.ts';

/** What a parameter has that names no conversion: values pass through. */
export const IDENTITY_CONVERSION: Omit<Conversion, 'configurationSetId' | 'applicationId'> = {
  id: 0,
  ordinal: 0,
  name: '',
  kind: 'RATIONAL',
  unit: '',
  format: '%5.3f',
  content: JSON.stringify({ kind: 'rational', coefficients: [0, 1, 0, 0, 0, 1] }),
};
