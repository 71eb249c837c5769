"""Simulated back ends: the same calls live and on the virtual clock."""

from course_lib.services.api import Api
from course_lib.services.spec import Service, Services

__all__ = ["Api", "Service", "Services"]
