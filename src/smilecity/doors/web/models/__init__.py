"""What the web door keeps by itself: pages, their pictures, who read what in Leichte Sprache, what is gone."""

from smilecity.doors.web.models.images import CityImage, CityRendition
from smilecity.doors.web.models.memory import GonePage, SimpleReview
from smilecity.doors.web.models.pages import Front, InfoPage, NewsIndex, NewsPage

__all__ = ["CityImage", "CityRendition", "Front", "GonePage", "InfoPage", "NewsIndex", "NewsPage", "SimpleReview"]
