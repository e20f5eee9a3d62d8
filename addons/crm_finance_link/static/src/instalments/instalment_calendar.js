import { registry } from "@web/core/registry";
import { calendarView } from "@web/views/calendar/calendar_view";

// Odoo's calendar under a name of its own, for the style beside this file.
registry.category("views").add("crm_instalment_calendar", { ...calendarView });
