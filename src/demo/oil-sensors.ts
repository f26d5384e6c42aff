/** Counts of a 12-bit converter, and the oil pressure in bar that the sensor has been calibrated with. */
export const OIL_PRESSURE_TABLE = {
  counts: [0, 410, 980, 1720, 2490, 3280, 4095],
  bar: [0, 0.5, 1.9, 3.8, 5.9, 8.2, 10.5],
} as const;

/** Ohms of the oil's thermistor at 25 °C, and of the resistor it divides the voltage with. */
export const THERMISTOR_OHMS = 10_000;
/** Its constant B, in kelvin. */
export const THERMISTOR_B = 3435;
export const KELVIN_AT_25 = 298.15;
export const CONVERTER_MAXIMUM = 4095;

/** Counts that the pressure sensor gives for a pressure in bar, within its range. */
export function toPressureCounts(pressure: number): number {
  const { counts, bar } = OIL_PRESSURE_TABLE;
  const above = Math.max(
    1,
    bar.findIndex((entry) => entry >= pressure),
  );
  const part = (pressure - bar[above - 1]!) / (bar[above]! - bar[above - 1]!);
  const exact = counts[above - 1]! + part * (counts[above]! - counts[above - 1]!);
  return Math.round(Math.max(0, Math.min(CONVERTER_MAXIMUM, exact)));
}

/** Counts that the thermistor gives for a temperature in degrees Celsius. */
export function toTemperatureCounts(temperature: number): number {
  const ratio = Math.exp(THERMISTOR_B * (1 / (temperature + 273.15) - 1 / KELVIN_AT_25));
  return Math.round((CONVERTER_MAXIMUM * ratio) / (1 + ratio));
}
