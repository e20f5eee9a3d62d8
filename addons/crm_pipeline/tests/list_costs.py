"""What a list or a kanban costs, measured through the view that people open."""

from lxml import etree

TIMES = 10
#: What the web client asks for of a record that a field points to.
NAMED = {"fields": {"display_name": {}}}
RELATIONS = ("many2one", "one2many", "many2many", "many2one_reference", "reference")


class ListCosts:
    """Count the queries of the lists of an addon, at some records and at ten times.

    For test cases whose ``setUpClass`` sets ``people``: the users, from the most
    limited one, as the first of whom may read the records each list is opened.
    """

    people = ()
    #: How many records the first count is taken at.
    few = 3

    def _get_list_actions(self, module):
        """Return the actions of ``module`` that show lists or kanbans of records."""
        rows = self.env["ir.model.data"].search(
            [("module", "=", module), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(rows.mapped("res_id"))
        return actions.filtered(
            lambda action: (
                not self.env[action.res_model]._transient
                and {"list", "kanban"} & set(action.view_mode.split(","))
            )
        )

    def assert_lists_cost_the_same(self, module, factories, more_views=()):
        """Fail where a list of ``module`` costs more for ten times the records.

        :param dict factories: model -> function of how many: that many records. A
            model without one fails: nobody adds a list that is not measured.
        :param more_views: external ids of views that stock actions show
        """
        by_model = self._get_list_actions(module).grouped("res_model")
        self.assertEqual(sorted(set(by_model) - set(factories)), [], "Not measured")
        for model, make in factories.items():
            records = make(self.few * TIMES)
            self.assertEqual(len(records), self.few * TIMES, model)
            views = {
                (view_id, kind)
                for action in by_model.get(model, ())
                for view_id, kind in action.views
                if kind in ("list", "kanban")
            }
            stock = map(self.env.ref, more_views)
            views |= {(view.id, view.type) for view in stock if view.model == model}
            for view_id, kind in sorted(views or {(False, "list")}, key=str):
                with self.subTest(model=model, kind=kind, view=view_id):
                    self._assert_view_costs_the_same(records, view_id, kind)

    def _assert_view_costs_the_same(self, records, view_id, kind):
        self.env.flush_all()
        self.env.invalidate_all()
        records = next(
            asked
            for asked in (records.with_user(user) for user in self.people)
            if asked.has_access("read")
        )
        specification = self._get_specification(records.browse(), view_id, kind)
        self._cost(
            records[: self.few], specification
        )  # fills the caches of the registry
        few = self._cost(records[: self.few], specification)
        many = self._cost(records, specification)
        if many > few:
            self.fail(
                f"{few} -> {many} queries: {self._guilty(records, specification)}"
            )

    def _guilty(self, records, specification):
        """Return the fields that cost more for more records, to know where to look."""
        return [
            name
            for name, asked in specification.items()
            if self._cost(records, {name: asked})
            > self._cost(records[: self.few], {name: asked})
        ]

    def _cost(self, records, specification):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        model = records.with_context(active_test=False).browse()
        found = model.web_search_read([("id", "in", records.ids)], specification)
        cost = self.env.cr.sql_log_count - before
        self.assertEqual(found["length"], len(records))
        return cost

    def _get_specification(self, model, view_id, kind):
        """Return what the web client would ask for, to draw this view."""
        views = model.get_views([(view_id, kind)])
        arch = etree.fromstring(views["views"][kind]["arch"])
        specification = {}
        for node in arch.iter("field"):
            if any(parent.tag == "field" for parent in node.iterancestors()):
                continue
            if node.get("column_invisible") in ("1", "True"):
                continue
            field = model._fields[node.get("name")]
            is_relation = field.type in RELATIONS and field.type != "many2one_reference"
            specification[field.name] = NAMED if is_relation else {}
        self.assertTrue(specification)
        return specification
