import { CAR } from './car.ts';
import { DEMO_CONFIGURATION } from './demo-configuration.ts';
import type { ConstantInput, NewSessionInput, SessionUpdateInput } from './demo-inputs.ts';

/** Name of a lap: 0 leads out of the pits. */
export function nameLap(number: number): string {
  return number === 0 ? 'Out Lap' : `Lap ${number}`;
}

/** What a session of the demo is created with. */
export function describeSession(
  session: Pick<NewSessionInput, 'identity' | 'identifier' | 'timestamp'>,
  label: 'recorded' | 'live',
): NewSessionInput {
  const updates: SessionUpdateInput[] = [
    { setConfigBindings: [{ identifier: DEMO_CONFIGURATION.identifier, channelOffset: 0 }] },
    { updateLabels: ['demo', label] },
    { setType: 'Simulation' },
    {
      updateDetailsJson: {
        json: {
          Driver: 'Alex Moreno',
          Car: 'PD-01',
          Circuit: 'Rottal Ring',
          'Car number': 27,
          'Air temperature': { double: 24 },
          Weather: 'Dry',
          Simulated: true,
        },
      },
    },
  ];
  return { ...session, updates };
}

/** Constants of the demo car. */
export const DEMO_CONSTANTS: readonly ConstantInput[] = [
  constant('Car mass', CAR.mass, 'kg', '%.0f', 'With the driver, without fuel.'),
  constant('Wheelbase', CAR.wheelbase, 'm', '%.2f', 'Between the axles.'),
  constant('Tyre radius', CAR.tyreRadius, 'm', '%.3f', 'Rear, under load.'),
  constant('Steering ratio', CAR.steeringRatio, '', '%.1f', 'Wheel of the driver to front wheels.'),
];

function constant(
  name: string,
  value: number,
  unit: string,
  format: string,
  description: string,
): ConstantInput {
  return { name, value, unit, format, description };
}
