import { createHash } from 'node:crypto';
import { DEMO_CHANNELS, type DemoChannel } from './demo-channels.ts';
import { CHASSIS_CONVERSIONS, ENGINE_CONVERSIONS } from './demo-conversions.ts';
import type { ApplicationInput, ChannelInput, ConfigurationSetInput } from './demo-inputs.ts';
import { CHASSIS_PARAMETERS, ENGINE_PARAMETERS } from './demo-parameters.ts';
import { CAR_EVENTS } from './occurrence.ts';

const CHASSIS: ApplicationInput = {
  name: 'Chassis',
  description: 'What the car does on the road.',
  groups: [
    group('Driver', 'Pedals and wheel', ['rThrottle', 'pBrake', 'aSteer']),
    group('Dynamics', 'Speed and acceleration', ['vCar', 'gLat', 'gLong', 'gVert']),
    group('Tyres', 'Temperatures', ['TTyreFL', 'TTyreFR', 'TTyreRL', 'TTyreRR']),
    group('Position', 'Where it is', ['sLap', 'GPSLat', 'GPSLong']),
    group('Status', 'Bits of one word', ['BPitLimiter', 'BDRS', 'NFlag']),
  ].map(({ parameters, ...rest }) => ({
    ...rest,
    parameters: parameters.map((name) => `${name}:Chassis`),
  })),
  parameters: CHASSIS_PARAMETERS,
  channels: channelsOf('Chassis'),
  conversions: CHASSIS_CONVERSIONS,
  eventDefinitions: [
    {
      eventDefinitionId: CAR_EVENTS.kerbStrike.id,
      description: 'Kerb strike',
      priority: 'MEDIUM',
      conversions: ['lapNumber:Chassis', 'distance:Chassis', 'load:Chassis'],
    },
    define(CAR_EVENTS.yellowFlag.id, 'Yellow flag', 'HIGH'),
    define(CAR_EVENTS.greenFlag.id, 'Green flag', 'LOW'),
    { ...define(CAR_EVENTS.refuelled.id, 'Refuelled', 'DEBUG'), conversions: ['mass:Chassis'] },
  ],
};

const ENGINE: ApplicationInput = {
  name: 'Engine',
  description: 'The engine and the gearbox behind it.',
  groups: [],
  parameters: ENGINE_PARAMETERS,
  channels: channelsOf('Engine'),
  conversions: ENGINE_CONVERSIONS,
  eventDefinitions: [
    {
      eventDefinitionId: CAR_EVENTS.slowShift.id,
      description: 'Gearbox: slow shift',
      priority: 'HIGH',
      conversions: ['gear:Engine', 'gear:Engine', 'duration:Engine'],
    },
  ],
};

/**
 * The configuration of the demo car. Its identifier follows from its content: what is published
 * never changes, and a demo that has become another one publishes another set beside it.
 */
export const DEMO_CONFIGURATION: ConfigurationSetInput = identify({
  description: 'The car of the demo: every kind of channel and conversion.',
  applications: [CHASSIS, ENGINE],
});

function identify(content: Omit<ConfigurationSetInput, 'identifier'>): ConfigurationSetInput {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { identifier: `demo-car-${hash.slice(0, 8)}`, ...content };
}

function channelsOf(application: DemoChannel['application']): ChannelInput[] {
  return [...DEMO_CHANNELS.entries()]
    .filter(([, channel]) => channel.application === application)
    .map(([channelId, { name, dataSource, dataType, every }]) => ({
      channelId,
      name,
      dataSource,
      dataType,
      interval: String(dataSource === 'PERIODIC' ? every * 1_000_000 : 0),
    }));
}

function group(identifier: string, description: string, parameters: readonly string[]) {
  return { identifier, description, parameters };
}

function define(
  eventDefinitionId: number,
  description: string,
  priority: 'HIGH' | 'LOW' | 'DEBUG',
) {
  return { eventDefinitionId, description, priority, conversions: [] };
}
