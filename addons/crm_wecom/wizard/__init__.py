from . import crm_wecom_follow_remark
