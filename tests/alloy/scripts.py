"""Scripts with calls of the Web SDK, as people write them: members of `configure`, and what follows it."""

LATER = """
await alloy("sendEvent", { renderDecisions: true, xdm: { eventType: "first" } });
await alloy("sendEvent", { renderDecisions: true, xdm: { eventType: "second" } });
await alloy("sendEvent", { decisionScopes: ["hero"], xdm: { eventType: "third" } });
await alloy("sendEvent", { personalization: { defaultPersonalizationEnabled: true }, xdm: { eventType: "fourth" } });
"""

SCRIPTS: dict[str, tuple[str, str]] = {
    "nothing but an event type": ("", 'alloy("sendEvent", { type: "web.webpagedetails.pageViews" });'),
    "no options": ("", 'alloy("sendEvent", {});'),
    "an xdm": ("", "alloy('sendEvent', {xdm: {eventType: 'a.b', web: {webPageDetails: {name: 'home',},},},})"),
    "a type beside one in xdm": ("", 'alloy("sendEvent", { type: "option", xdm: { eventType: "own" } })'),
    "a merge ID": ("", 'alloy("sendEvent", { mergeId: "m-1", xdm: { eventType: "a" } })'),
    "data": ("", 'alloy("sendEvent", { xdm: {}, data: { __adobe: { target: { "profile.tier": `gold` } } } })'),
    "render decisions": ("", 'alloy("sendEvent", { renderDecisions: true })'),
    "scopes of both kinds": (
        "",
        'alloy("sendEvent", { decisionScopes: ["a", "b"], personalization: { decisionScopes: ["b", "c"] } })',
    ),
    "no default personalization": (
        "",
        'alloy("sendEvent", { personalization: { defaultPersonalizationEnabled: false }, xdm: { eventType: "x" } })',
    ),
    "scopes without the default": (
        "",
        'alloy("sendEvent", { decisionScopes: ["a"], personalization: { defaultPersonalizationEnabled: false } })',
    ),
    "the page's scope by name": (
        "",
        """alloy("sendEvent", { decisionScopes: ["__view__"],
          personalization: { defaultPersonalizationEnabled: false } })""",
    ),
    "surfaces": (
        "",
        """alloy("sendEvent", { personalization: { surfaces: [
          "#hero", "web://WWW.Other.example/Path/", "webapp://app/x#y", "web://a.example//b"] } })""",
    ),
    "surfaces that are not valid": (
        "",
        """alloy("sendEvent", { personalization: { surfaces: [
          "hero", "mobileapp://a/b", "web://a b/", "#", "web://a/?q"],
          defaultPersonalizationEnabled: false } })""",
    ),
    "the page's own surface": (
        "",
        """alloy("sendEvent", { personalization: { surfaces: ["web://www.shop.example/", "#a"] },
          xdm: { web: { webPageDetails: { URL: "https://www.shop.example:443" } } } });""",
    ),
    "a decision context": (
        "",
        'alloy("sendEvent", { personalization: { decisionContext: { a: 1 }, sendDisplayEvent: false } })',
    ),
    "overrides": (
        "",
        """alloy("sendEvent", { edgeConfigOverrides: {
          com_adobe_analytics: { enabled: true, reportSuites: ["rs1"] }, com_adobe_target: { propertyToken: "" },
          com_adobe_audiencemanager: { enabled: false }, com_adobe_identity: { idSyncContainerId: 0 },
          empty: { list: [], nothing: null, deep: { deeper: {} } } }, xdm: { eventType: "a.b" } })""",
    ),
    "another datastream": (
        "",
        'alloy("sendEvent", { edgeConfigOverrides: { datastreamId: "ds-2", com_adobe_target: { enabled: false } } })',
    ),
    "the same datastream": ("", 'alloy("sendEvent", { edgeConfigOverrides: { datastreamId: "ds-1" } })'),
    "overrides of configure": (
        """edgeConfigOverrides: {
          com_adobe_analytics: { reportSuites: ["a", "b"] }, com_adobe_target: { enabled: false } }""",
        'alloy("sendEvent", { edgeConfigOverrides: { com_adobe_analytics: { enabled: false } }, xdm: {} })',
    ),
    "overrides of configure alone": (
        'edgeConfigOverrides: { datastreamId: "ds-3", com_adobe_analytics: { reportSuites: ["a"] } }',
        'alloy("sendEvent", { xdm: { eventType: "e" } })',
    ),
    "a dataset": (
        "",
        """alloy("sendEvent", { datasetId: "d-1", edgeConfigOverrides: {
          com_adobe_experience_platform: { enabled: true, datasets: { profile: { datasetId: "p" } } } } })""",
    ),
    "a dataset alone": ("", 'alloy("sendEvent", { datasetId: "d-1" })'),
    "the page unloads": (
        "",
        """await alloy("sendEvent", { xdm: { eventType: "first" } });
        await alloy("sendEvent", { documentUnloading: true, xdm: { eventType: "web.webinteraction.linkClicks" } });
        await alloy("sendEvent", { documentUnloading: true, decisionScopes: ["x"], data: { a: 1 } });""",
    ),
    "Target's migration": ("targetMigrationEnabled: true", 'alloy("sendEvent", { xdm: { eventType: "a" } })'),
    "third-party cookies": ("thirdPartyCookiesEnabled: true", 'alloy("sendEvent", { xdm: { eventType: "a" } })'),
    "consent": (
        "",
        'alloy("setConsent", { consent: [{ standard: "Adobe", version: "2.0", value: { collect: { val: "y" } } }] })',
    ),
    "consent and an identity": (
        'defaultConsent: "pending"',
        """alloy("setConsent", { identityMap: { email: [{ id: "a@example.com" }] },
          edgeConfigOverrides: { com_adobe_identity: { idSyncContainerId: "1" } },
          consent: [{ standard: "IAB TCF", version: "2.0", value: "CO", gdprApplies: true }] });""",
    ),
    "consent and then an event": (
        'defaultConsent: "pending"',
        """const consent = [{ standard: "Adobe", version: "1.0", value: { general: "in" } }];
        await alloy("setConsent", { consent });
        await alloy("sendEvent", { xdm: { eventType: "after" } });""",
    ),
    "an identity": ("", 'alloy("getIdentity", { namespaces: ["ECID"] });'),
    "an identity by default": ("", 'alloy("getIdentity")'),
    "an identity of another datastream": (
        "",
        'alloy("getIdentity", { edgeConfigOverrides: { datastreamId: "ds-9", com_adobe_target: { enabled: false } } })',
    ),
    "an identity map": (
        "",
        """alloy("sendEvent", { xdm: { identityMap: {
          CRM: [{ id: "1", authenticatedState: "authenticated", primary: true }] } } })""",
    ),
    "propositions twice": (
        "",
        """const shown = { id: "p1", scope: "s", scopeDetails: { x: [1] } };
        alloy("sendEvent", { xdm: { eventType: "decisioning.propositionDisplay", _experience: { decisioning: {
          propositions: [shown, { ...shown }, { id: "p2", scope: "s" }],
          propositionEventType: { display: 1 } } } } })""",
    ),
    "variables and spreads": (
        "",
        """const base = { web: { webPageDetails: { name: "home", pageViews: { value: 1 } } } };
        let eventType = "web." + "webpagedetails" + `.${"pageViews"}`;
        const scopes = ["hero", ...["side", "foot"]];
        const options = { xdm: { ...base, eventType, nothing: undefined, list: [1, , undefined, null] } };
        options.data = { "a b": 0x1F, 'c': -1.5e3, d: .5, e: !0, f: void 0, g: 24 * 60 };
        options.decisionScopes = scopes;
        alloy("sendEvent", options);""",
    ),
    "functions in options": (
        "",
        """alloy("sendEvent", { xdm: { eventType: "x", f() { return "}" }, g: () => ({ a: 1 }),
          h: function () { return /}/ } } })
          .then(result => console.log(result, "}"));""",
    ),
    "conditions": (
        "",
        """const isProduction = false, tier = null;
        alloy("sendEvent", { xdm: { eventType: isProduction ? "p" : "d",
          a: tier ?? "none", b: tier || "or", c: 1 && "and" } })""",
    ),
    "JSON in a string": ("", 'alloy("sendEvent", { data: { json: JSON.stringify({ a: [1, "x"], b: undefined }) } })'),
    "Object.assign": (
        "",
        """const common = { a: 1 }; const xdm = Object.assign({}, common, { b: JSON.parse('{"c": 2}') });
        alloy("sendEvent", { xdm });""",
    ),
    "no semicolons": (
        "",
        """const page = { name: 'x' }
        const xdm = { web: { webPageDetails: page } } // the page
        /* alloy("sendEvent", { xdm: { eventType: "not this one" } }) */
        await alloy('sendEvent', { xdm })
        await alloy("sendEvent", {
          xdm: { eventType: "b" } /* last */
        })""",
    ),
    "what only the page knows": (
        "",
        """alloy("sendEvent", { xdm: { web: { webPageDetails: { name: pageName } } },
          data: { total: `${cart.total} EUR` } })""",
    ),
    "the page's address in the event": (
        "",
        """alloy("sendEvent", { renderDecisions: true, personalization: { surfaces: ["#top"] },
          xdm: { web: { webPageDetails: { URL: "https://www.shop.example/" } } } })""",
    ),
    "a media session": (
        'streamingMedia: { channel: "shop", playerName: "player", appVersion: "1" }',
        """alloy("createMediaSession", { xdm: { mediaCollection: { playhead: 0,
          sessionDetails: { name: "film", length: 90, contentType: "VOD", playerName: "own" } } } })""",
    ),
    "a media event": (
        'streamingMedia: { channel: "shop", playerName: "player" }',
        """const sessionDetails = { name: "film", length: 90, contentType: "VOD" };
        await alloy("createMediaSession", { xdm: { mediaCollection: { playhead: 0, sessionDetails } } });
        await alloy("sendMediaEvent", { xdm: { eventType: "media.play",
          mediaCollection: { playhead: 1, sessionID: "s-1" } } })""",
    ),
    "escapes": (
        "",
        r"""alloy("sendEvent", { data: { a: 'it\'s \u00fc\x41\u{1F44B}\n', b: "\
joined", c: `two
lines`, d: "{{now}} {{env:HOME}}" } })""",
    ),
    "another way to name it": (
        "",
        """await window.alloy("sendEvent", { xdm: { eventType: "1" } });
        await window["alloy"]("sendEvent", { xdm: {} });
        await window.alloy?.("sendEvent", { xdm: { eventType: "3" } });""",
    ),
}
