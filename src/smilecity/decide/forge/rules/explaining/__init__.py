"""Why an outcome is as it is, as data: who paid what (rounds), why projects lost (losses), whom it serves (reach).

Nothing here decides. What it says can be checked: payments add up to the money spent, and what a project would have
needed (needed) is found by counting again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from smilecity.decide.forge.rules.counting import Progress
from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.explaining.losses import Loss, losses_of
from smilecity.decide.forge.rules.explaining.others import Other, others_of
from smilecity.decide.forge.rules.explaining.reach import Reach, reach_of
from smilecity.decide.forge.rules.explaining.representation import Represented, representation_of
from smilecity.decide.forge.rules.explaining.rounds import Told, rounds_of
from smilecity.decide.forge.rules.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Explanation:
    """An outcome explained.

    `rounds`: one for each chosen project, in order. `losses`: the others, those with most votes first. `others`: what
    each other rule would have chosen. `reach`: whom the outcome serves. `represented`: the same by features of voters,
    with small groups hidden; empty where nothing is known of voters.
    """

    rounds: tuple[Told, ...]
    losses: tuple[Loss, ...]
    others: tuple[Other, ...]
    reach: Reach
    represented: tuple[Represented, ...]


def explain(
    election: Election, outcome: Outcome, *, why: Sequence[int] = (), progress: Progress | None = None
) -> Explanation:
    """Explain an outcome of an election. `why`: projects for which it is counted again what they would have needed."""
    heard = progress or (lambda _done: None)
    steps = len(why) + 1
    return Explanation(
        rounds_of(election, outcome),
        losses_of(election, outcome, why, lambda done: heard(done * len(why) / steps)),
        others_of(election, outcome.parameters, lambda done: heard((len(why) + done) / steps)),
        reach_of(election, outcome.selected, outcome.parameters),
        representation_of(election, outcome.selected, outcome.parameters),
    )
