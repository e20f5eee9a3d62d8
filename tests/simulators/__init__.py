"""Local servers that play the chat vendors, standard library only.

They follow the vendors' documented protocol strictly, so that what works against
them has a fair chance against the real thing. Nothing here talks to the network.
"""
