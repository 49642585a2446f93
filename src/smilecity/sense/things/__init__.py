"""Things, what they measure, and every value: OGC SensorThings API 1.1 (18-088), the inner model close to 2.0.

In: entities and observations. Out: queries compiled to SQL, aggregates that are always up to date.
"""
