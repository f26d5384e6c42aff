/** What GraphiQL shows at first: it answers on any catalogue, also an empty one. */
export const DEFAULT_QUERY = `# Sessions, the newest first. Press Ctrl-Enter to run, Ctrl-Space to complete.
{
  sessions(first: 10) {
    totalCount
    nodes {
      identity
      identifier
      state
      timestamp
      laps { number name duration isFastest }
      parameters(first: 20) { nodes { identifier parameter { unit } sampleCount } }
    }
  }
}
`;
