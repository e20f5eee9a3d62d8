from . import assignment, files, progress, risk, schedule
