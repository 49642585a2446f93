"""Under which terms the city's open data may be used: Datenlizenz Deutschland, with the city named."""

from smilecity.city import queries as city
from smilecity.doors.api.schemas import LicenceOut

ID = "dl-de/by-2-0"
NAME = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
URL = "https://www.govdata.de/dl-de/by-2-0"


def licence() -> LicenceOut:
    """Return the licence with the name to be given. 1 SQL."""
    profile = city.profile()
    return LicenceOut(id=ID, name=NAME, url=URL, attribution=profile.official_name or profile.name)
