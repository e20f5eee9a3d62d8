from . import design_fee, quotation_difference
