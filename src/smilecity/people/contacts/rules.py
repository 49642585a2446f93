"""The law of contacts: two spellings of an address are one contact, and a proof outlives the address."""

from datetime import date, timedelta

KEY_PURPOSE = "contacts.key"
PROOF_PURPOSE = "contacts.proof"
# Civil claims about mail nobody wanted lapse after three years, counted from the end of the year (§§ 195, 199 BGB).
PROOF_KEPT = timedelta(days=4 * 365 + 1)


def proof_dies_on(confirmed_on: date) -> date:
    """Return the day on which the proof of an opt-in is destroyed."""
    return confirmed_on + PROOF_KEPT
