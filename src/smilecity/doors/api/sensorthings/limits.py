"""How often a client of the sensors' interface may ask, counted over all processes of the server."""

from smilecity.ground.buckets import Buckets

_buckets = Buckets()
seconds_to_wait = _buckets.seconds_to_wait
is_used_up = _buckets.is_used_up
forget = _buckets.forget
