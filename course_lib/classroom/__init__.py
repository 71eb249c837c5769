"""A room full of learners: judging their notebooks, and watching how far the room has come."""
