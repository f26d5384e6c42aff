import { DEMO_RECORDING } from './write-recording.ts';

/** What GraphiQL shows at first in a demo. */
export const DEMO_QUERY = `# A recorded race, and what is live now. Press Ctrl-Enter to run, Ctrl-Space to complete.
query Demo {
  session(identity: "${DEMO_RECORDING}") {
    identifier
    details
    laps { number name duration isFastest }
    fastestLap {
      name
      samples(parameters: ["vCar:Chassis", "NGear:Engine"], resolution: { maxPoints: 200 }) {
        parameter { name unit }
        sourceCount
        times
        values
        texts
      }
      statistics(parameters: ["vCar:Chassis", "TOil:Engine"]) {
        parameter { name unit }
        minimum
        mean
        maximum
      }
    }
    events(first: 10) { nodes { timestamp priority definition { description } formatted } }
    constants { name formatted unit }
  }
  live: sessions(first: 3, filter: { isLive: true }) {
    nodes { identity duration laps { name duration } }
  }
}
`;
