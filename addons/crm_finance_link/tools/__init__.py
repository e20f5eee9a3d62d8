from . import due, fapiao, reduction, shares, split, state
