/** What a decoder reads of: a file that is open, or bytes in memory. */
export interface ByteSource {
  /** Bytes from `position` on into `buffer`; fewer than asked for where it ends. */
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}
