from . import split, state
