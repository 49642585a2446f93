"""The door for sensors: OGC SensorThings API 1.1 as raw ASGI. In: HTTP. Out: one call into `sense.things` each.

`asgi` takes connections, `routes` knows which part answers, `engine` holds the threads, `committer` stores values.
"""
