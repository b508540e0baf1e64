"""Fields of standard field groups that are made for profiles alone: no event can have them.

adobe/xdm, components/fieldgroups/profile: the names at the top of each group whose `meta:intendedToExtend` has only
the Individual Profile, without those that a group for events has, too.
"""

from collections.abc import Mapping

_GROUPS = {
    "Consent and Preference Details": ("consents",),
    "Preference Details": ("emailFormat", "optInOut", "preferredLanguage", "profilePictureLink", "timeZone"),
    "Profile Other Work Details": ("extendedWorkDetails", "otherAddress", "otherPhone"),
    "Push Notification Details": ("liveActivityPushNotificationDetails", "pushNotificationDetails"),
    "Telecom Subscription": ("telecomSubscription",),
    "Work Contact Details": ("organizations", "workAddress", "workEmail", "workPhone"),
}

# The title of a field's group by the field's name.
GROUP_OF: Mapping[str, str] = {name: group for group, names in _GROUPS.items() for name in names}
