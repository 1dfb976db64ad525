"""What happens in the made-up district, for the whole cycle: people, facilities, demands, projects, issues.

It knows neither files nor forms, and depends on the seed and the reference alone, never on the span that is asked for.
"""
