"""Open311 GeoReport v2: services, requests and tokens for programs of others, with what CitySDK adds to it.

Reading needs no key. `docs/standards/open311.md` says clause by clause what is kept.
"""
