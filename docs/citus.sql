-- Turns an empty schema of Countersign on Citus into shards: what belongs to a person lies with that person, the rest is small
-- and the same on every machine. Run "countersign database migrate" first, this second, and then start servers, all of them
-- with the coordinator's address.

SELECT create_reference_table('schema_facts');
SELECT create_reference_table('account');
SELECT create_reference_table('auth_token');
SELECT create_reference_table('api_key');
SELECT create_reference_table('allowance');
SELECT create_reference_table('console_session');
SELECT create_reference_table('counting');
SELECT create_reference_table('hour_count');
SELECT create_reference_table('data_key');
SELECT create_reference_table('service');
SELECT create_reference_table('service_grave');
SELECT create_reference_table('credential');
SELECT create_reference_table('webhook');

SELECT create_distributed_table('entity', 'person');
SELECT create_distributed_table('person', 'person', colocate_with => 'entity');
SELECT create_distributed_table('factor', 'person', colocate_with => 'entity');
SELECT create_distributed_table('challenge', 'person', colocate_with => 'entity');
SELECT create_distributed_table('access_token', 'person', colocate_with => 'entity');
SELECT create_distributed_table('grave', 'person', colocate_with => 'entity');
SELECT create_distributed_table('outbox', 'person', colocate_with => 'entity');
SELECT create_distributed_table('trail', 'person', colocate_with => 'entity');
