"""Simulated back ends: the same calls live and on the virtual clock."""

from course_lib.services.api import Api
from course_lib.services.outbox import Outbox
from course_lib.services.spec import Service, Services
from course_lib.services.supervisor import ClosedError, Supervisor

__all__ = ["Api", "ClosedError", "Outbox", "Service", "Services", "Supervisor"]
