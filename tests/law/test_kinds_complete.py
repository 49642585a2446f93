"""What says something of each kind of contribution says it of all: a kind left out breaks the page that meets it."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import smilecity
from smilecity.collect.contributions.rules import Kind

# What is of some kinds by its nature, with the reason.
OF_SOME = {
    "smilecity.demo.contributions.FILES": "reports of the demo are told by a file and a history of their own",
    "smilecity.demo.lives.ROOMS": "as above",
}


def mappings() -> Iterator[tuple[str, Mapping[Any, object]]]:
    for found in pkgutil.walk_packages(smilecity.__path__, "smilecity."):
        if ".migrations" in found.name or ".management" in found.name or found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            if isinstance(value, Mapping) and {Kind.IDEA, Kind.PLACE} <= set(value):
                yield f"{found.name}.{name}", value


def test_what_is_said_of_ideas_and_places_is_said_of_every_kind() -> None:
    every = dict(mappings())
    assert len(every) > 10
    missing = {name: set(Kind) - set(value) for name, value in every.items() if name not in OF_SOME}
    assert {name: kinds for name, kinds in missing.items() if kinds} == {}
