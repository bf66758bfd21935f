"""What the core needs from outside: storage behind one unit of work, and one person's view of it.

One file for each subject, named like the one in `storage/` that implements it: first the values that cross this border,
then a protocol of plain synchronous methods that take and return them.
"""
