-- Distributes the database of head office by kiosk, once, with Citus; docs/citus.md says when.
-- Run on the coordinator as the owner of the tables, with head office stopped:
--     psql --set ON_ERROR_STOP=1 --single-transaction --file distribute-by-kiosk.sql DATABASE
-- Every push touches rows of one kiosk, which stand on one machine together.

SELECT create_reference_table('journal.invitation');
SELECT create_reference_table('tables.clear_form');
SELECT create_reference_table('tables.projection_form');
SELECT create_reference_table('tables.this_ledger');
SELECT create_reference_table('tables.exception_day');
SELECT create_reference_table('tables.exception_turn');

SELECT create_distributed_table('journal.enrolment', 'node');
SELECT create_distributed_table('journal.kiosk_epoch', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.epoch_request', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.journal_event', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.journal_run', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.plan_image', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.sealed_keys', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.held_bundle', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.held_key', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.refusal', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.request_count', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('journal.contact', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('tables.projection_cursor', 'node', colocate_with => 'journal.enrolment');
SELECT create_distributed_table('tables.quarantine', 'node', colocate_with => 'journal.enrolment');

SELECT create_distributed_table('tables.scope_head', 'scope');
SELECT create_distributed_table('tables.scope_change', 'scope', colocate_with => 'tables.scope_head');

SELECT create_distributed_table('journal.personal_key', 'name', colocate_with => 'none');
SELECT create_distributed_table('tables.personal_key', 'account');
SELECT create_distributed_table('tables.person_change', 'account', colocate_with => 'tables.personal_key');
SELECT create_distributed_table('tables.clear_word', 'word', colocate_with => 'tables.personal_key');
SELECT create_distributed_table('tables.clear_part', 'part', colocate_with => 'tables.personal_key');
SELECT create_distributed_table('tables.clear_near', 'trimmed', colocate_with => 'tables.personal_key');
SELECT create_distributed_table('tables.found_exception', 'account', colocate_with => 'tables.personal_key');
SELECT create_distributed_table('tables.found_exception_kiosk', 'account', colocate_with => 'tables.personal_key');
SELECT create_distributed_table('tables.exception_note', 'account', colocate_with => 'tables.personal_key');
