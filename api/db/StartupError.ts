/** Something that a person has to put right before the server can run; its message is one clear sentence for each thing. */
export class StartupError extends Error {
  override name = 'StartupError'
}
