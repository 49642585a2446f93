"""Words of an emergency, in German and English: a page that hears them names 112 and 110, and goes on all the same."""

import re
import unicodedata

# Whole words, or their beginnings where a star stands. "Feuerwerk", "Feuerwehrzufahrt" and "Brandenburg" are none.
_WORDS = (
    "feuer",
    "brand",
    "es brennt",
    "brennt",
    "brennend*",
    "in flammen",
    "rauchentwicklung",
    "gasgeruch",
    "gasleck",
    "riecht nach gas",
    "explosion*",
    "explodiert",
    "notfall",
    "lebensgefahr",
    "bewusstlos*",
    "verletzt",
    "verletzte*",
    "schwerverletzt*",
    "blutet",
    "ertrinkt",
    "ertrinken",
    "hilferufe",
    "schreit um hilfe",
    "überfall*",
    "einbrecher*",
    "einbruch",
    "wird eingebrochen",
    "schlägerei",
    "messerstecher*",
    "schüsse",
    "bombe",
    "fliegerbombe",
    "munition",
    "granate",
    "selbstmord",
    "suizid*",
    "stromschlag",
    "offene stromleitung",
    "stromkabel liegt frei",
    "freiliegende stromkabel",
    "eingestürzt",
    "droht einzustürzen",
    "fire",
    "burning",
    "on fire",
    "gas leak",
    "smell of gas",
    "smells like gas",
    "emergency",
    "unconscious",
    "injured",
    "bleeding",
    "drowning",
    "burglar*",
    "break-in",
    "robbery",
    "gunshot*",
    "stabbing",
    "bomb",
    "suicide",
    "collapsed",
    "someone is hurt",
    "live wire*",
)


def _pattern(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")


_HEARD = re.compile(r"(?<!\w)(?:" + "|".join(map(_pattern, _WORDS)) + r")(?!\w)")
# What sounds like one and is none: after the fire, a place of fire, a door that closes itself in one.
_NONE = re.compile(
    r"(?<!\w)(?:kein(?:e|en)? (?:notfall|feuer|brand|verletzte[nr]?)|not an emergency|no emergency|nach dem brand"
    r"|fire (?:hydrant|lane|escape|station|brigade access)|lagerfeuer|osterfeuer)(?!\w)"
)


def emergency_words(text: str) -> bool:
    """Say whether a text sounds like an emergency. To be heard too often does no harm: nothing is blocked by it."""
    heard = " ".join(unicodedata.normalize("NFC", text).casefold().replace("ue", "ü").split())
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return any(_HEARD.search(_NONE.sub(" ", said)) is not None for said in (plain, heard))
