"""Placeholder of commands to come."""
