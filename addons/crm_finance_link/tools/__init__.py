from . import reduction, split, state
