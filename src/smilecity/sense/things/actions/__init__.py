"""What is done to the city's senses: entities are created, changed, linked and deleted; values are recorded."""

from smilecity.sense.things.actions.acting import Created
from smilecity.sense.things.actions.creating import create
from smilecity.sense.things.actions.deleting import delete, delete_all
from smilecity.sense.things.actions.linking import link, unlink
from smilecity.sense.things.actions.looking import look
from smilecity.sense.things.actions.placing import features_for
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.actions.updating import update

__all__ = ["Created", "create", "delete", "delete_all", "features_for", "link", "look", "record", "unlink", "update"]
