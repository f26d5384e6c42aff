import type { ConversionInput } from './demo-inputs.ts';
import {
  CONVERTER_MAXIMUM,
  KELVIN_AT_25,
  OIL_PRESSURE_TABLE,
  THERMISTOR_B,
} from './oil-sensors.ts';

const DIGITS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Conversions of the application Chassis, by name. */
export const CHASSIS_CONVERSIONS: readonly ConversionInput[] = [
  factor('speed', 0.01, 'km/h', '%.1f'),
  factor('throttle', 0.4, '%', '%.0f'),
  factor('brake', 0.05, 'bar', '%.1f'),
  factor('steering', 0.1, 'deg', '%.1f'),
  factor('acceleration', 0.001, 'g', '%.2f'),
  factor('temperature', 0.1, 'degC', '%.1f'),
  factor('position', 1e-7, 'deg', '%.7f'),
  text('flag', { 0: 'Green', 1: 'Yellow' }, 'Unknown'),
  text('switch', { 0: 'Off', 1: 'On' }, ''),
  factor('lapNumber', 1, '', 'lap %.0f'),
  factor('distance', 1, 'm', '%.0f m'),
  factor('load', 1, 'g', '%.1f g'),
  factor('mass', 1, 'kg', '%.1f kg'),
].map((conversion) => qualify(conversion, 'Chassis'));

/** Conversions of the application Engine, by name. */
export const ENGINE_CONVERSIONS: readonly ConversionInput[] = [
  factor('engineSpeed', 0.25, 'rpm', '%.0f'),
  text('gear', gears(), '?'),
  factor('duration', 1, 'ms', '%.0f ms'),
  {
    table: {
      name: 'oilPressure',
      unit: 'bar',
      format: '%.2f',
      rawValues: OIL_PRESSURE_TABLE.counts,
      calibratedValues: OIL_PRESSURE_TABLE.bar,
      interpolated: true,
    },
  },
  formula(
    'thermistor',
    `1 / (1 / ${KELVIN_AT_25} + ln($raw / (${CONVERTER_MAXIMUM} - $raw)) / ${THERMISTOR_B}) - 273.15`,
    'degC',
    '%.1f',
  ),
  factor('airPressure', 0.02, 'hPa', '%.1f'),
  formula('altitude', '44330 * (1 - pow($raw / 50 / 1013.25, 1 / 5.255))', 'm', '%.1f'),
].map((conversion) => qualify(conversion, 'Engine'));

function factor(name: string, by: number, unit: string, format: string): ConversionInput {
  return { rational: { name, unit, format, coefficients: [0, by, 0, 0, 0, 1] } };
}

function formula(name: string, expression: string, unit: string, format: string): ConversionInput {
  return { formula: { name, unit, format, formula: expression } };
}

function text(
  name: string,
  texts: Readonly<Record<number, string>>,
  defaultText: string,
): ConversionInput {
  const rawValues = Object.keys(texts).map(Number);
  return {
    text: { name, unit: '', format: '%s', rawValues, texts: Object.values(texts), defaultText },
  };
}

function gears(): Record<number, string> {
  return { 0: 'N', ...Object.fromEntries(DIGITS.map((gear) => [gear, `${gear}`])), 255: 'R' };
}

/** Names of conversions are unique in a set: `name:application`. */
function qualify(conversion: ConversionInput, application: string): ConversionInput {
  return Object.fromEntries(
    Object.entries(conversion).map(([kind, content]) => [
      kind,
      { ...content, name: `${content.name}:${application}` },
    ]),
  );
}
