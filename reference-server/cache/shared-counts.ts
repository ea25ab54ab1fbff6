/** What L2 counts as it goes. */
export class SharedCounts {
  /** Reads that reached the store. */
  reads = 0;
  /** Those that found nothing to give. */
  misses = 0;
  /** Those of them that found bytes of which the codec makes no value; the next value replaces them. */
  unreadable = 0;
  /** Calls of the store that failed. */
  errors = 0;
  /** Those that had no answer in time. */
  timeouts = 0;
  /** Reads that went without the store. */
  skips = 0;
}
