"""Whether anything is lost, doubled or out of order when everything fails at once: real processes, a real database,
and a Slack and a Teams that misbehave. `make chaos` is a short storm, `make chaos-long` the long ones; the results are
in docs/reliability.md.

Everything is drawn from one printed seed. What is judged is what the imitations of Slack and Teams took, held against
what was asked for; nothing that the bot says of itself is believed.
"""
