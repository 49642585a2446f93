"""House numbers come in as a whole file, however long; and what can be found by name is made anew after each import."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from smilecity.city.actions import importing
from smilecity.city.actions.gathering import districts_of, gather
from smilecity.city.actions.importing import Imported
from smilecity.city.address_file import AddressFile
from smilecity.city.addresses import AddressEntry, Checked
from smilecity.city.models import MapLayer
from smilecity.city.problems import Problems
from smilecity.city.queries.facts import city_outline
from smilecity.city.rules import LayerKind

_COLUMNS = "street, street_key, number, letter, until, postal_code, district, lon, lat"
_SAME = " AND ".join(f"a.{name} = n.{name}" for name in ("street_key", "number", "letter", "until", "lon", "lat"))
# Beside the table, so that a file of any length is compared with what is there in three statements.
_BESIDE = f"CREATE TEMPORARY TABLE new_address ON COMMIT DROP AS SELECT {_COLUMNS} FROM city_address WITH NO DATA"  # noqa: S608 - our own names
_COPY = f"COPY new_address ({_COLUMNS}) FROM STDIN"
_ALIKE = "CREATE INDEX ON new_address (street_key, number)"
_GONE = f"DELETE FROM city_address a WHERE NOT EXISTS (SELECT FROM new_address n WHERE {_SAME})"  # noqa: S608 - see above
_CHANGED = f"""
UPDATE city_address a SET street = n.street, postal_code = n.postal_code, district = n.district FROM new_address n
WHERE {_SAME} AND (a.street, a.postal_code, a.district) IS DISTINCT FROM (n.street, n.postal_code, n.district)
"""  # noqa: S608 - see above
_ADDED = f"""
INSERT INTO city_address ({_COLUMNS})
SELECT {_COLUMNS} FROM new_address n WHERE NOT EXISTS (SELECT FROM city_address a WHERE {_SAME})
"""  # noqa: S608 - see above


@transaction.atomic
def import_addresses(*, file: BinaryIO, by: UUID | None, at: datetime) -> Imported:
    """Make the addresses those of the file, CSV or GeoJSON, read bit by bit. Raises BadFile.

    Rows without a house number and those of other towns are skipped and counted; the same one twice counts once.
    """
    importing.one_at_a_time()
    with closing(AddressFile(file)) as read, connection.cursor() as cursor:
        checked = Checked(districts_of(), city_outline(), Problems(read.place))
        cursor.execute("DROP TABLE IF EXISTS new_address")
        cursor.execute(_BESIDE)
        number = _copied(checked.entries(read.rows()))
        cursor.execute(_ALIKE)
        cursor.execute("ANALYZE new_address")
        removed, changed, added = (_run(cursor, statement) for statement in (_GONE, _CHANGED, _ADDED))
        cursor.execute("ANALYZE city_address")
    MapLayer.objects.update_or_create(kind=LayerKind.ADDRESS, defaults={"source": read.source.strip()[:300]})
    gather()
    imported = Imported(added, changed, removed, number - added - changed, checked.skipped)
    importing.record("city.import_address", imported, by, at)
    return imported


def _copied(entries: Iterator[AddressEntry]) -> int:
    number = 0
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for entry in entries:
            number += 1
            house = entry.number
            copy.write_row(
                (
                    *(entry.street, entry.key, house.number, house.letter, house.until),
                    *(entry.postal_code, entry.district, entry.lon, entry.lat),
                )
            )
    return number


def _run(cursor: CursorWrapper, statement: str) -> int:
    cursor.execute(statement)
    return int(cursor.rowcount)
