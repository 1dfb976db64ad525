"""The vocabulary that every part of lifecircle shares: forms, calendar, codes, paths and settings."""
