"""The doors translate between the outside world and the rooms: parse, one call, show."""
