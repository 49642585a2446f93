"""Which methods an address takes (18-088, clauses 9 and 10); another one is told which."""

from smilecity.doors.api.sensorthings.messages import Refusal
from smilecity.sense.things.rules.paths import RelationStep, Resource, Special

ALL = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_READ = ("GET", "HEAD", "OPTIONS")
_POSTED = ("POST", "OPTIONS")


def allowed(resource: Resource) -> tuple[str, ...]:
    """Return the methods that make sense there."""
    if resource.special in {Special.BATCH, Special.CREATE_OBSERVATIONS}:
        return _POSTED
    if resource.special is not None or resource.leaf is not None:
        return _READ
    if resource.ref:
        return _of_references(resource)
    return (*_READ, "POST") if resource.many else (*_READ, "PATCH", "PUT", "DELETE")


def _of_references(resource: Resource) -> tuple[str, ...]:
    last = resource.steps[-1]
    if not isinstance(last, RelationStep):
        return _READ
    if not last.relation.many:
        return (*_READ, "PUT", "DELETE")
    return (*_READ, "POST", "DELETE") if last.id is None else (*_READ, "DELETE")


def require(method: str, resource: Resource) -> None:
    """Raise Refusal (405) unless the address takes the method."""
    methods = allowed(resource)
    if method not in methods:
        raise Refusal(
            405,
            f"{method[:20]} is not possible here. Possible: {', '.join(methods)}.",
            headers=((b"allow", ", ".join(methods).encode()),),
        )
