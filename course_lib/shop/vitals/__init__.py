"""Web vitals of the shop's page: the page, its collector, what the beacons say, and the live view."""
