/** A closed circuit, cut into pieces of one metre from the finish line on. */
export interface Circuit {
  /** Metres of one lap; the length of the arrays. */
  readonly length: number;
  /** Metres east of the finish line. */
  readonly east: Float64Array;
  /** Metres north of the finish line. */
  readonly north: Float64Array;
  /** Metres above the sea. */
  readonly altitude: Float64Array;
  /** One over the radius in metres; positive turns left. */
  readonly curvature: Float64Array;
  /** Distance of the middle of each corner in metres, ascending. */
  readonly apexes: readonly number[];
}

interface Corner {
  readonly east: number;
  readonly north: number;
  readonly radius: number;
}

interface Piece {
  /** Metres. */
  readonly length: number;
  readonly curvature: number;
}

/** Where the straights of the demo circuit would meet, and the radius that rounds each meeting. */
const CORNERS: readonly Corner[] = [
  { east: 650, north: 0, radius: 42 },
  { east: 720, north: 260, radius: 95 },
  { east: 540, north: 420, radius: 62 },
  { east: 650, north: 660, radius: 48 },
  { east: 420, north: 840, radius: 75 },
  { east: 150, north: 700, radius: 36 },
  { east: 20, north: 430, radius: 120 },
  { east: -190, north: 390, radius: 55 },
  { east: -260, north: 780, radius: 27 },
  { east: -640, north: 720, radius: 85 },
  { east: -780, north: 310, radius: 140 },
  { east: -720, north: 0, radius: 58 },
];

/** Steering takes some metres: no car goes from straight to round at a point. */
const BLEND_METRES = 17;
const ALTITUDE_METRES = 212;

/** Lay out the demo circuit: straights, rounded where they meet. Its finish line is on the longest. */
export function createCircuit(): Circuit {
  const { pieces, apexes } = layOut(CORNERS);
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  const length = Math.round(total);
  // At most half a metre in some kilometres: a stretch that nobody sees.
  const stretch = total / length;
  const curvature = sampleCurvature(pieces, length, stretch);
  return {
    length,
    ...integrate(curvature, stretch),
    altitude: Float64Array.from({ length }, (_, i) => altitudeAt((2 * Math.PI * i) / length)),
    curvature: blend(curvature, BLEND_METRES),
    apexes,
  };
}

/** Straights and arcs from the finish line, at the origin, on; the arcs' middles. */
function layOut(corners: readonly Corner[]) {
  const rounded = corners.map((corner, i) => {
    const before = corners.at(i - 1)!;
    const after = corners[(i + 1) % corners.length]!;
    const arriving = Math.atan2(corner.north - before.north, corner.east - before.east);
    const leaving = Math.atan2(after.north - corner.north, after.east - corner.east);
    const turn = Math.atan2(Math.sin(leaving - arriving), Math.cos(leaving - arriving));
    return { ...corner, turn, cut: corner.radius * Math.abs(Math.tan(turn / 2)) };
  });
  const last = rounded.at(-1)!;
  const pieces: Piece[] = [];
  const apexes: number[] = [];
  let distance = 0;
  let from = { east: 0, north: 0, cut: 0 };
  for (const corner of rounded) {
    const straight = Math.hypot(corner.east - from.east, corner.north - from.north);
    const arc = corner.radius * Math.abs(corner.turn);
    pieces.push({ length: straight - from.cut - corner.cut, curvature: 0 });
    pieces.push({ length: arc, curvature: Math.sign(corner.turn) / corner.radius });
    distance += straight - from.cut - corner.cut;
    apexes.push(distance + arc / 2);
    distance += arc;
    from = corner;
  }
  pieces.push({ length: Math.hypot(last.east, last.north) - last.cut, curvature: 0 });
  return { pieces, apexes };
}

function sampleCurvature(pieces: readonly Piece[], length: number, stretch: number): Float64Array {
  const curvature = new Float64Array(length);
  let end = 0;
  let next = 0;
  for (let i = 0; i < length; i++) {
    while (end <= i * stretch && next < pieces.length) end += pieces[next++]!.length;
    curvature[i] = pieces[next - 1]!.curvature;
  }
  return curvature;
}

/** Follow the curvature from the origin, eastwards, and round to it again. */
function integrate(curvature: Float64Array, stretch: number) {
  const east = new Float64Array(curvature.length);
  const north = new Float64Array(curvature.length);
  let heading = 0;
  for (let i = 1; i < curvature.length; i++) {
    heading += curvature[i - 1]! * stretch;
    east[i] = east[i - 1]! + Math.cos(heading) * stretch;
    north[i] = north[i - 1]! + Math.sin(heading) * stretch;
  }
  close(east, -stretch);
  close(north, 0);
  return { east, north };
}

/** Spread what the cutting into metres has added up to over the whole lap. */
function close(positions: Float64Array, last: number): void {
  const steps = positions.length - 1;
  const error = positions[steps]! - last;
  for (let i = 0; i <= steps; i++) positions[i]! -= (error * i) / steps;
}

function altitudeAt(angle: number): number {
  return ALTITUDE_METRES + 13 * Math.sin(angle - 0.7) + 5 * Math.sin(3 * angle + 0.4);
}

/** The mean of the metres around each one, across the finish line too. */
function blend(values: Float64Array, width: number): Float64Array {
  const half = (width - 1) / 2;
  return values.map((_, i) => {
    let sum = 0;
    for (let k = -half; k <= half; k++) sum += values[(i + k + values.length) % values.length]!;
    return sum / width;
  });
}
