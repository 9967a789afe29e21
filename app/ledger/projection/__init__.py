"""The tables that screens query, computed from events set-wise; any order of arrival, same tables."""
