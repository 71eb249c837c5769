"""Web vitals of the shop's page: the page, its collector, what beacons say, the live view."""
