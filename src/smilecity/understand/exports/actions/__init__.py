"""What is done to files: asked for, made, thrown away, erased when their time is over."""

from smilecity.understand.exports.actions.asking import ask, remove
from smilecity.understand.exports.actions.forgetting import forget_due, forget_survey
from smilecity.understand.exports.actions.making import make

__all__ = ["ask", "forget_due", "forget_survey", "make", "remove"]
