// Imported before everything else by what serves: graphql-js decides when it is loaded whether to look
// for a second copy of itself at every value, which takes a third of the time of an execution.
process.env.NODE_ENV ??= 'production';
