"""MQTT, the other door of the standard (18-088). In: observations. Out: what changed, as far as it is public.

The broker is another program; we are one of its clients, the bridge. Nothing is acknowledged before it is stored.
"""
