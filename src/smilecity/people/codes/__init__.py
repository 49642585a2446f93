"""One-time codes: made in named batches, printed once, kept as keyed hashes only; each counts once in the register."""
