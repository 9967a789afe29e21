"""The tables that screens query, computed from events: any order of arrival, same tables."""
