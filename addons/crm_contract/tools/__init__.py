from . import design_fee
