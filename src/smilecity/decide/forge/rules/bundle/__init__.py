"""What repeats a count anywhere: ballots in which nobody can be recognised, parameters, result, sums, receipts."""
