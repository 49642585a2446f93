"""The machinery of Equal Shares: money as floats that know how far they are off, exact numbers where that decides."""
