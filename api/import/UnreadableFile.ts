/** The file that was to be imported is not there, or is not what it was said to be; one clear sentence. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile'
}
