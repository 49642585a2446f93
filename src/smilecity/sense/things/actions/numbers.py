"""Numbers for ids of observations, taken from the database in blocks and given away one by one."""

from smilecity.sense.things.actions import wire

# The sequence counts in steps of this; the rest of a block is lost when a connection ends.
BLOCK = 1000
_TAKE = "SELECT nextval('things_observation_number') FROM generate_series(1, %s)"


def take(count: int) -> list[int]:
    """Return so many numbers that nobody has been given before. 0 or 1 SQL."""
    left = wire.remembered().numbers
    missing = count - sum(map(len, left))
    if missing > 0:
        blocks = wire.ask(_TAKE, -(-missing // BLOCK))
        left += [range(first, first + BLOCK) for (first,) in blocks]
    taken: list[int] = []
    while len(taken) < count:
        block = left.pop(0)
        wanted = count - len(taken)
        taken += block[:wanted]
        if len(block) > wanted:
            left.insert(0, block[wanted:])
    return taken
