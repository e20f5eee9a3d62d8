import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const PATIENCE = 15000;

/** A button that takes the phone's position into the record; never required. */
export class SitePosition extends Component {
    static template = "crm_projects.SitePosition";
    static props = { ...standardWidgetProps };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ isBusy: false });
    }

    get isKnown() {
        const { latitude, longitude } = this.props.record.data;
        return Boolean(latitude || longitude);
    }

    get label() {
        const { latitude, longitude } = this.props.record.data;
        return `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
    }

    take() {
        if (!navigator.geolocation) {
            return this.fail();
        }
        this.state.isBusy = true;
        navigator.geolocation.getCurrentPosition(
            async ({ coords }) => {
                this.state.isBusy = false;
                await this.props.record.update({
                    latitude: coords.latitude,
                    longitude: coords.longitude,
                });
            },
            () => this.fail(),
            { enableHighAccuracy: true, timeout: PATIENCE }
        );
    }

    fail() {
        this.state.isBusy = false;
        this.notification.add(
            _t("The phone does not tell its position. Write where you are instead."),
            { type: "warning" }
        );
    }
}

registry.category("view_widgets").add("site_position", {
    component: SitePosition,
    fieldDependencies: [
        { name: "latitude", type: "float" },
        { name: "longitude", type: "float" },
    ],
});
