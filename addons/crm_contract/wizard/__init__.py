from . import crm_contract_paper_signature
