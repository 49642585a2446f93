"""The library of questions: worded once, taken into surveys as copies."""
