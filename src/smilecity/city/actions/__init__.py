"""What is done to the city's data: what it says of itself (profile), what comes in as files (importing, addresses)."""

from smilecity.city.actions.addresses import import_addresses
from smilecity.city.actions.importing import (
    Imported,
    describe_office,
    import_districts,
    import_layer,
    import_offices,
    import_population,
    import_themes,
)
from smilecity.city.actions.profile import NO_CITY, change_profile, note_mail, set_legal, set_profile

__all__ = [
    "NO_CITY",
    "Imported",
    "change_profile",
    "describe_office",
    "import_addresses",
    "import_districts",
    "import_layer",
    "import_offices",
    "import_population",
    "import_themes",
    "note_mail",
    "set_legal",
    "set_profile",
]
