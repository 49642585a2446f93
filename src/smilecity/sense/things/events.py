"""What the city's senses tell those downstream."""

from dataclasses import dataclass

from smilecity.ground.events import Event


@dataclass(frozen=True, kw_only=True)
class ObservationsRecorded(Event):
    """Values were recorded or changed: one event per committed batch. Ids of observations; read them to know more."""

    observations: tuple[int, ...]
