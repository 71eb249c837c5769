"""Notebooks as files: canonical form, generated exercises, execution, validation and the gates."""
