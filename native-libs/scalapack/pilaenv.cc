/*
 * ScaLAPACK's own hook for tuning: PILAENV says how many columns PBLAS handles at a time, whatever the block size, and
 * is there to be replaced. The 32 of the reference is from another time: a local product that is 32 deep runs at half
 * of what one of 256 does. This library is the first that the dynamic linker asks for the symbol; should another
 * version be found instead, results are right and products slower.
 */
extern "C" __attribute__((visibility("default"))) int pilaenv_(const int * /*context*/, const char * /*precision*/) {
  return 256;
}
