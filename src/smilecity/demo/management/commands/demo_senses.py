"""`smilecity demo_senses`: reads the real gauge in where its file is, then lets made-up things measure for ever."""

import json
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from smilecity.demo import senses
from smilecity.ground import clock
from smilecity.people.keys.rules import CITY
from smilecity.sense.things.actions.importing import CannotImport, begin, import_values
from smilecity.sense.things.reading.files import BadFile, ValueFile
from smilecity.sense.things.rules.mapping import read_mapping

_EVERY = 10.0
# Small batches: whoever looks around meanwhile should not wait for a big one.
_BATCH = 2_000
_MAPPING = b"demo".ljust(32, b"\0")


class Command(BaseCommand):
    """Let the demo's things live."""

    help = "Lässt die erfundenen Messstellen der Demo weiter messen, alle zehn Sekunden."

    def handle(self, *_args: object, **_options: object) -> None:
        """Measure until somebody ends it; a database that is away is waited for."""
        read = False
        while True:
            try:
                if not read:
                    senses.measure(at=clock.now())
                    read_gauge()
                    read = True
                senses.measure(at=clock.now())
            except DatabaseError:
                connection.close()
            except (CannotImport, BadFile) as reason:
                read = True
                self.stderr.write(str(reason))
            time.sleep(_EVERY)


def read_gauge() -> int:
    """Bring what the gauge of Warnemünde measured in, where that is not done yet; return how many values there are."""
    path = senses.gauge_file()
    if path is None:
        return 0
    mapping = read_mapping(json.loads((senses.FOLDER / "warnemuende.json").read_text(encoding="utf-8")))
    file, stored = ValueFile(path, mapping), 0
    state, mark, tally = begin(file, mapping=_MAPPING, restart=False, at=clock.now())
    for done in import_values(
        file, state=state, mark=mark, tally=tally, who=lambda _at: CITY, clock=clock.now, batch=_BATCH
    ):
        stored = done.tally.stored
    return stored
