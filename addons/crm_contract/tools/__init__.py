from . import contract_states, design_fee, quotation_difference
