import { builder } from './builder.ts';
import './scalars.ts';

// Each module adds its types and fields to the builder when it is loaded.
import '../configuration-sets/configuration-set.inputs.ts';
import '../configuration-sets/configuration-set.mutations.ts';
import '../configuration-sets/configuration-set.queries.ts';
import '../configuration-sets/configuration-set.type.ts';
import '../constants/constant.mutations.ts';
import '../constants/constant.type.ts';
import '../events/event.type.ts';
import '../laps/lap.mutations.ts';
import '../laps/lap.type.ts';
import '../markers/marker.type.ts';
import '../parameters/conversion.type.ts';
import '../parameters/parameter.inputs.ts';
import '../parameters/parameter.type.ts';
import '../samples/samples.mutations.ts';
import '../samples/samples.type.ts';
import '../samples/session-samples.type.ts';
import '../server-info/server-info.queries.ts';
import '../sessions/session.inputs.ts';
import '../sessions/session.mutations.ts';
import '../sessions/session.queries.ts';
import '../sessions/session.subscriptions.ts';
import '../sessions/session.type.ts';
import '../sessions/session-connection.type.ts';
import '../sessions/session-filter.inputs.ts';
import '../sessions/session-payload.type.ts';

export const schema = builder.toSchema();
