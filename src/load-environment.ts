/**
 * The process's environment, with the variables of a file `.env` in the working directory, if
 * there is one, for those that are not set.
 */
export function loadEnvironment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return readEnvironment();
}

/** The process's environment alone. */
export function readEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
