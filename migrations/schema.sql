-- Written by `npm run schema` from the migrations; never edit it.

CREATE OR REPLACE FUNCTION public.current_reader()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('signalbox.user_id'::text, true), ''::text))::uuid;

CREATE OR REPLACE FUNCTION public.current_technician()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('signalbox.technician_id'::text, true), ''::text))::uuid;

CREATE OR REPLACE FUNCTION public.keep_audit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
    begin
      if tg_op = 'DELETE' and current_user = 'signalbox_auditor' and old.at < now() - interval '1 day' then
        return old;
      end if;
      raise exception 'the audit is append-only';
    end $function$;

CREATE OR REPLACE FUNCTION public.search_words(text text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple'::regconfig, regexp_replace(text, '[^[:alnum:]]+'::text, ' '::text, 'g'::text));

create table alarm_policy (
  only_one boolean not null default true,
  badge_after integer,
  toast_after integer,
  tone_after integer,
  repeat_after integer,
  next_after integer,
  manager_after integer,
  repeat_every integer not null,
  constraint alarm_policy_pkey PRIMARY KEY (only_one),
  constraint alarm_policy_badge_after_check CHECK ((badge_after >= 0)),
  constraint alarm_policy_manager_after_check CHECK ((manager_after >= 0)),
  constraint alarm_policy_next_after_check CHECK ((next_after >= 0)),
  constraint alarm_policy_only_one_check CHECK (only_one),
  constraint alarm_policy_repeat_after_check CHECK ((repeat_after >= 0)),
  constraint alarm_policy_repeat_every_check CHECK ((repeat_every > 0)),
  constraint alarm_policy_toast_after_check CHECK ((toast_after >= 0)),
  constraint alarm_policy_tone_after_check CHECK ((tone_after >= 0))
);

alter table alarm_policy enable row level security;
alter table alarm_policy force row level security;
create policy service on alarm_policy for all to signalbox_service using (true) with check (true);
create policy staff on alarm_policy for select to signalbox_staff using (true);
grant select, update on alarm_policy to signalbox_service;
grant select on alarm_policy to signalbox_staff;

create table alarms (
  id uuid not null,
  ticket_id uuid not null,
  began_at timestamp with time zone not null,
  began_by uuid,
  step text,
  due_at timestamp with time zone,
  reached uuid[] not null default '{}'::uuid[],
  ended_at timestamp with time zone,
  constraint alarms_pkey PRIMARY KEY (id),
  constraint alarms_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint alarms_step_check CHECK ((step = ANY (ARRAY['badge'::text, 'toast'::text, 'tone'::text, 'repeat'::text, 'next'::text, 'manager'::text])))
);

CREATE INDEX alarms_due_at ON public.alarms USING btree (due_at) WHERE (ended_at IS NULL);
CREATE INDEX alarms_ended_at ON public.alarms USING btree (ended_at);
CREATE UNIQUE INDEX alarms_ticket_id ON public.alarms USING btree (ticket_id) WHERE (ended_at IS NULL);
alter table alarms enable row level security;
alter table alarms force row level security;
create policy service on alarms for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on alarms to signalbox_service;

create table assignments (
  id uuid not null,
  ticket_id uuid not null,
  technician_id uuid not null,
  state text not null,
  version integer not null default 1,
  reason text,
  disposition text,
  assigned_at timestamp with time zone not null,
  dispatched_at timestamp with time zone,
  accepted_at timestamp with time zone,
  en_route_at timestamp with time zone,
  on_site_at timestamp with time zone,
  working_at timestamp with time zone,
  paused_at timestamp with time zone,
  done_at timestamp with time zone,
  declined_at timestamp with time zone,
  released_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  active boolean not null generated always as ((state <> ALL (ARRAY['done'::text, 'declined'::text, 'released'::text, 'cancelled'::text]))) stored,
  sent_at timestamp with time zone,
  delivered_at timestamp with time zone,
  seen_at timestamp with time zone,
  constraint assignments_pkey PRIMARY KEY (id),
  constraint assignments_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES technicians(id),
  constraint assignments_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint assignments_state_check CHECK ((state = ANY (ARRAY['assigned'::text, 'dispatched'::text, 'accepted'::text, 'en_route'::text, 'on_site'::text, 'working'::text, 'paused'::text, 'done'::text, 'declined'::text, 'released'::text, 'cancelled'::text]))),
  constraint assignments_version_check CHECK ((version > 0))
);

CREATE INDEX assignments_ticket_id ON public.assignments USING btree (ticket_id, assigned_at);
CREATE INDEX assignments_undelivered ON public.assignments USING btree (assigned_at) WHERE (active AND (delivered_at IS NULL));
CREATE UNIQUE INDEX assignments_one_active ON public.assignments USING btree (technician_id, ticket_id) WHERE active;
alter table assignments enable row level security;
alter table assignments force row level security;
create policy service on assignments for all to signalbox_service using (true) with check (true);
create policy staff on assignments for select to signalbox_staff using (true);
create policy technician on assignments for select to signalbox_technician using ((EXISTS ( SELECT 1
   FROM tickets
  WHERE (tickets.id = assignments.ticket_id))));
grant delete, insert, select, update on assignments to signalbox_service;
grant select on assignments to signalbox_staff;
grant select on assignments to signalbox_technician;

create table attachments (
  id uuid not null,
  version integer not null default 1,
  ticket_id uuid not null,
  name text not null,
  size integer not null,
  content_type text not null,
  sha256 bytea not null,
  width integer,
  height integer,
  has_thumbnail boolean not null default false,
  author_id uuid,
  author_name text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint attachments_pkey PRIMARY KEY (id),
  constraint attachments_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint attachments_size_check CHECK ((size > 0)),
  constraint attachments_version_check CHECK ((version > 0))
);

CREATE INDEX attachments_ticket_id ON public.attachments USING btree (ticket_id, created_at, id);
alter table attachments enable row level security;
alter table attachments force row level security;
create policy readers on attachments for select to signalbox_staff, signalbox_technician using ((EXISTS ( SELECT 1
   FROM tickets
  WHERE (tickets.id = attachments.ticket_id))));
create policy service on attachments for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on attachments to signalbox_service;
grant select on attachments to signalbox_staff;
grant select on attachments to signalbox_technician;

create table audit (
  id uuid not null,
  at timestamp with time zone not null,
  action text not null,
  outcome text not null,
  by_id uuid,
  by_name text not null,
  address text,
  subject_type text,
  subject_id uuid,
  details jsonb,
  before jsonb,
  after jsonb,
  constraint audit_pkey PRIMARY KEY (id),
  constraint audit_outcome_check CHECK ((outcome = ANY (ARRAY['done'::text, 'refused'::text])))
);

CREATE INDEX audit_action ON public.audit USING btree (action, at, id);
CREATE INDEX audit_at ON public.audit USING btree (at, id);
CREATE INDEX audit_by_id ON public.audit USING btree (by_id, at, id);
CREATE INDEX audit_subject_id ON public.audit USING btree (subject_id, at, id);
alter table audit enable row level security;
alter table audit force row level security;
create policy auditor_forgets on audit for delete to signalbox_auditor using (true);
create policy auditor_reads on audit for select to signalbox_auditor using (true);
create policy service on audit for insert to signalbox_service with check (true);
grant delete, select on audit to signalbox_auditor;
grant insert on audit to signalbox_service;

create table changes (
  id bigint not null generated always as identity,
  seq bigint,
  type text not null,
  entity_id uuid not null,
  ticket_id uuid,
  version integer not null,
  action text not null,
  at timestamp with time zone not null,
  by_id uuid,
  by_name text not null,
  changed text[] not null,
  data json not null,
  before json,
  pool_before boolean,
  pool boolean,
  viewer_ids_before uuid[],
  viewer_ids uuid[],
  sent_at timestamp with time zone,
  constraint changes_pkey PRIMARY KEY (id)
);

CREATE INDEX changes_at ON public.changes USING btree (at);
CREATE INDEX changes_entity ON public.changes USING btree (entity_id, type, version);
CREATE INDEX changes_ticket_id ON public.changes USING btree (ticket_id, seq) WHERE (ticket_id IS NOT NULL);
CREATE INDEX changes_unpublished ON public.changes USING btree (id) WHERE (seq IS NULL);
CREATE UNIQUE INDEX changes_seq ON public.changes USING btree (seq);
alter table changes enable row level security;
alter table changes force row level security;
create policy service on changes for all to signalbox_service using (true) with check (true);
create policy staff on changes for select to signalbox_staff using (true);
create policy technician on changes for select to signalbox_technician using (((ticket_id IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM tickets
  WHERE (tickets.id = changes.ticket_id)))));
grant delete, insert, select, update on changes to signalbox_service;
grant select on changes to signalbox_staff;
grant select on changes to signalbox_technician;

create table comments (
  id uuid not null,
  version integer not null default 1,
  ticket_id uuid not null,
  body text not null,
  mentions uuid[] not null default '{}'::uuid[],
  author_id uuid,
  author_name text not null,
  edited_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint comments_pkey PRIMARY KEY (id),
  constraint comments_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint comments_version_check CHECK ((version > 0))
);

CREATE INDEX comments_ticket_id ON public.comments USING btree (ticket_id, created_at, id);
alter table comments enable row level security;
alter table comments force row level security;
create policy readers on comments for select to signalbox_staff, signalbox_technician using ((EXISTS ( SELECT 1
   FROM tickets
  WHERE (tickets.id = comments.ticket_id))));
create policy service on comments for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on comments to signalbox_service;
grant select on comments to signalbox_staff;
grant select on comments to signalbox_technician;

create table credentials (
  user_id uuid not null,
  email text not null,
  password_hash text not null,
  loopback_only boolean not null default false,
  mail_problem text,
  mail_problem_at timestamp with time zone,
  mail_stopped boolean not null default false,
  constraint credentials_pkey PRIMARY KEY (user_id),
  constraint credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX credentials_email ON public.credentials USING btree (lower(email));
alter table credentials enable row level security;
alter table credentials force row level security;
create policy service on credentials for all to signalbox_service using (true) with check (true);
create policy staff on credentials for select to signalbox_staff using (true);
grant delete, insert, select, update on credentials to signalbox_service;
grant select (email, mail_problem, mail_problem_at, user_id) on credentials to signalbox_staff;

create table idempotency_keys (
  user_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  result json,
  created_at timestamp with time zone not null,
  constraint idempotency_keys_pkey PRIMARY KEY (user_id, key),
  constraint idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX idempotency_keys_created_at ON public.idempotency_keys USING btree (created_at);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy service on idempotency_keys for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on idempotency_keys to signalbox_service;

create table import_runs (
  id uuid not null,
  format text not null,
  name text not null,
  state text not null,
  problem text,
  by_id uuid,
  by_name text not null,
  started_at timestamp with time zone not null,
  touched_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  progress double precision not null,
  summary jsonb not null,
  refused_rows jsonb not null,
  constraint import_runs_pkey PRIMARY KEY (id),
  constraint import_runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);

CREATE INDEX import_runs_started_at ON public.import_runs USING btree (started_at);
alter table import_runs enable row level security;
alter table import_runs force row level security;
create policy service on import_runs for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on import_runs to signalbox_service;

create table inventory (
  id uuid not null,
  version integer not null default 1,
  kind text not null,
  name text not null,
  sku text,
  serial_number text,
  quantity integer not null,
  minimum integer,
  unit text,
  place text not null generated always as (
CASE
    WHEN (site_id IS NOT NULL) THEN 'site'::text
    WHEN (technician_id IS NOT NULL) THEN 'technician'::text
    ELSE 'warehouse'::text
END) stored,
  warehouse text,
  site_id uuid,
  technician_id uuid,
  notes text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  search tsvector not null generated always as (search_words(((((name || ' '::text) || COALESCE(sku, ''::text)) || ' '::text) || COALESCE(serial_number, ''::text)))) stored,
  constraint inventory_pkey PRIMARY KEY (id),
  constraint inventory_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint inventory_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES technicians(id),
  constraint inventory_check CHECK ((num_nonnulls(warehouse, site_id, technician_id) = 1)),
  constraint inventory_kind_check CHECK ((kind = ANY (ARRAY['part'::text, 'equipment'::text]))),
  constraint inventory_minimum_check CHECK ((minimum >= 0)),
  constraint inventory_quantity_check CHECK ((quantity >= 0)),
  constraint inventory_version_check CHECK ((version > 0))
);

CREATE INDEX inventory_created_at ON public.inventory USING btree (created_at, id);
CREATE INDEX inventory_name ON public.inventory USING btree (name, id);
CREATE INDEX inventory_search ON public.inventory USING gin (search);
CREATE INDEX inventory_site_id ON public.inventory USING btree (site_id);
CREATE INDEX inventory_sku ON public.inventory USING btree (sku);
CREATE INDEX inventory_technician_id ON public.inventory USING btree (technician_id);
CREATE INDEX inventory_updated_at ON public.inventory USING btree (updated_at, id);
alter table inventory enable row level security;
alter table inventory force row level security;
create policy service on inventory for all to signalbox_service using (true) with check (true);
create policy staff on inventory for select to signalbox_staff using (true);
create policy technician on inventory for select to signalbox_technician using (((technician_id = current_technician()) OR ((site_id IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM sites
  WHERE (sites.id = inventory.site_id))))));
grant delete, insert, select, update on inventory to signalbox_service;
grant select on inventory to signalbox_staff;
grant select on inventory to signalbox_technician;

create table notification_cursor (
  one boolean not null default true,
  seq bigint not null default 0,
  constraint notification_cursor_pkey PRIMARY KEY (one),
  constraint notification_cursor_one_check CHECK (one)
);

alter table notification_cursor enable row level security;
alter table notification_cursor force row level security;
create policy service on notification_cursor for all to signalbox_service using (true) with check (true);
grant insert, select, update on notification_cursor to signalbox_service;

create table notification_preferences (
  user_id uuid not null,
  preferences jsonb not null,
  updated_at timestamp with time zone not null,
  constraint notification_preferences_pkey PRIMARY KEY (user_id),
  constraint notification_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

alter table notification_preferences enable row level security;
alter table notification_preferences force row level security;
create policy own on notification_preferences for select to signalbox_staff, signalbox_technician using ((user_id = current_reader()));
create policy service on notification_preferences for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on notification_preferences to signalbox_service;
grant select on notification_preferences to signalbox_staff;
grant select on notification_preferences to signalbox_technician;

create table notification_states (
  user_id uuid not null,
  revision bigint not null default 0,
  constraint notification_states_pkey PRIMARY KEY (user_id),
  constraint notification_states_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

alter table notification_states enable row level security;
alter table notification_states force row level security;
create policy own on notification_states for select to signalbox_staff, signalbox_technician using ((user_id = current_reader()));
create policy service on notification_states for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on notification_states to signalbox_service;
grant select on notification_states to signalbox_staff;
grant select on notification_states to signalbox_technician;

create table notifications (
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  severity text not null,
  priority text,
  ticket_id uuid,
  ticket_number integer,
  ticket_title text,
  ticket_type text,
  site_id uuid,
  site_name text,
  subject_type text not null,
  subject_id uuid not null,
  by_name text,
  detail text,
  group_key text not null,
  channels text[] not null,
  created_at timestamp with time zone not null,
  read_at timestamp with time zone,
  cleared_at timestamp with time zone,
  handled_at timestamp with time zone,
  revision bigint not null,
  search tsvector not null generated always as (search_words(((((((((((COALESCE((ticket_number)::text, ''::text) || ' '::text) || COALESCE(ticket_title, ''::text)) || ' '::text) || COALESCE(site_name, ''::text)) || ' '::text) || COALESCE(by_name, ''::text)) || ' '::text) || COALESCE(detail, ''::text)) || ' '::text) || kind))) stored,
  emailed_at timestamp with time zone,
  email_tries integer not null default 0,
  email_due_at timestamp with time zone,
  email_problem text,
  alarm jsonb,
  constraint notifications_pkey PRIMARY KEY (id),
  constraint notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint notifications_priority_check CHECK ((priority = ANY (ARRAY['P1'::text, 'P2'::text, 'P3'::text, 'P4'::text]))),
  constraint notifications_severity_check CHECK ((severity = ANY (ARRAY['info'::text, 'success'::text, 'warning'::text, 'error'::text])))
);

CREATE INDEX notifications_alarms ON public.notifications USING btree (user_id, created_at) WHERE (kind = 'alarm'::text);
CREATE INDEX notifications_created_at ON public.notifications USING btree (created_at);
CREATE INDEX notifications_email ON public.notifications USING btree (created_at) WHERE ((emailed_at IS NULL) AND (email_problem IS NULL) AND (read_at IS NULL) AND ('email'::text = ANY (channels)));
CREATE INDEX notifications_list ON public.notifications USING btree (user_id, ((read_at IS NULL)) DESC, created_at DESC, id DESC) WHERE ((cleared_at IS NULL) AND (handled_at IS NULL));
CREATE INDEX notifications_push ON public.notifications USING btree (created_at) WHERE (('push'::text = ANY (channels)) AND (read_at IS NULL) AND (cleared_at IS NULL) AND (handled_at IS NULL));
CREATE INDEX notifications_revision ON public.notifications USING btree (user_id, revision);
CREATE INDEX notifications_subject_id ON public.notifications USING btree (subject_id) WHERE ((cleared_at IS NULL) AND (handled_at IS NULL));
CREATE INDEX notifications_ticket_id ON public.notifications USING btree (ticket_id) WHERE ((cleared_at IS NULL) AND (handled_at IS NULL));
CREATE INDEX notifications_unread ON public.notifications USING btree (user_id) WHERE ((read_at IS NULL) AND (cleared_at IS NULL) AND (handled_at IS NULL));
alter table notifications enable row level security;
alter table notifications force row level security;
create policy own on notifications for select to signalbox_staff, signalbox_technician using ((user_id = current_reader()));
create policy service on notifications for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on notifications to signalbox_service;
grant select on notifications to signalbox_staff;
grant select on notifications to signalbox_technician;

create table push_subscriptions (
  id uuid not null,
  user_id uuid not null,
  session_id uuid not null,
  role text not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  server_key text not null,
  created_at timestamp with time zone not null,
  constraint push_subscriptions_endpoint_key UNIQUE (endpoint),
  constraint push_subscriptions_session_id_key UNIQUE (session_id),
  constraint push_subscriptions_pkey PRIMARY KEY (id),
  constraint push_subscriptions_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE,
  constraint push_subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX push_subscriptions_user_id ON public.push_subscriptions USING btree (user_id, created_at);
alter table push_subscriptions enable row level security;
alter table push_subscriptions force row level security;
create policy own on push_subscriptions for select to signalbox_staff, signalbox_technician using ((user_id = current_reader()));
create policy service on push_subscriptions for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on push_subscriptions to signalbox_service;
grant select (created_at, endpoint, id, session_id, user_id) on push_subscriptions to signalbox_staff;
grant select (created_at, endpoint, id, session_id, user_id) on push_subscriptions to signalbox_technician;

create table pushes (
  notification_id uuid not null,
  subscription_id uuid not null,
  tries integer not null,
  due_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  problem text,
  constraint pushes_pkey PRIMARY KEY (notification_id, subscription_id),
  constraint pushes_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES notifications(id) ON DELETE CASCADE,
  constraint pushes_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES push_subscriptions(id) ON DELETE CASCADE
);

CREATE INDEX pushes_subscription_id ON public.pushes USING btree (subscription_id, sent_at DESC);
alter table pushes enable row level security;
alter table pushes force row level security;
create policy service on pushes for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on pushes to signalbox_service;

create table recovery_codes (
  user_id uuid not null,
  code_hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_codes_pkey PRIMARY KEY (user_id, code_hash),
  constraint recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES second_factors(user_id) ON DELETE CASCADE
);

alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy service on recovery_codes for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on recovery_codes to signalbox_service;

create table relay_head (
  one boolean not null default true,
  seq bigint not null default 0,
  pruned_seq bigint not null default 0,
  at timestamp with time zone not null default now(),
  constraint relay_head_pkey PRIMARY KEY (one),
  constraint relay_head_one_check CHECK (one)
);

alter table relay_head enable row level security;
alter table relay_head force row level security;
create policy readers on relay_head for select to signalbox_staff, signalbox_technician using (true);
create policy service on relay_head for all to signalbox_service using (true) with check (true);
grant insert, select, update on relay_head to signalbox_service;
grant select on relay_head to signalbox_staff;
grant select on relay_head to signalbox_technician;

create table saved_views (
  id uuid not null,
  owner_id uuid not null,
  list text not null,
  base text not null,
  label text not null,
  query jsonb not null,
  sort text not null,
  columns jsonb not null,
  shared boolean not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint saved_views_pkey PRIMARY KEY (id),
  constraint saved_views_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX saved_views_owner_id ON public.saved_views USING btree (owner_id, list);
CREATE INDEX saved_views_shared ON public.saved_views USING btree (list) WHERE shared;
alter table saved_views enable row level security;
alter table saved_views force row level security;
create policy own on saved_views for select to signalbox_technician using ((owner_id = current_reader()));
create policy service on saved_views for all to signalbox_service using (true) with check (true);
create policy staff on saved_views for select to signalbox_staff using ((shared OR (owner_id = current_reader())));
grant delete, insert, select, update on saved_views to signalbox_service;
grant select on saved_views to signalbox_staff;
grant select on saved_views to signalbox_technician;

create table second_factors (
  user_id uuid not null,
  secret text not null,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  last_step bigint not null default 0,
  constraint second_factors_pkey PRIMARY KEY (user_id),
  constraint second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

alter table second_factors enable row level security;
alter table second_factors force row level security;
create policy service on second_factors for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on second_factors to signalbox_service;

create table sessions (
  id uuid not null,
  user_id uuid not null,
  role text not null,
  generation integer not null default 1,
  rotated_at timestamp with time zone not null,
  access_expires_at timestamp with time zone not null,
  refresh_expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  address text,
  agent text,
  revoked_at timestamp with time zone,
  revoked_why text,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX sessions_refresh_expires_at ON public.sessions USING btree (refresh_expires_at);
CREATE INDEX sessions_user_id ON public.sessions USING btree (user_id);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy service on sessions for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on sessions to signalbox_service;

create table shipments (
  id uuid not null,
  number integer not null generated by default as identity,
  version integer not null default 1,
  status text not null default 'draft'::text,
  exception text,
  ticket_id uuid,
  site_id uuid,
  description text not null default ''::text,
  items jsonb not null default '[]'::jsonb,
  carrier text,
  service text,
  tracking_number text,
  tracking_url text,
  origin text,
  destination text,
  expected_at timestamp with time zone,
  requested_at timestamp with time zone,
  preparing_at timestamp with time zone,
  in_transit_at timestamp with time zone,
  out_for_delivery_at timestamp with time zone,
  available_for_pickup_at timestamp with time zone,
  delivered_at timestamp with time zone,
  received_at timestamp with time zone,
  exception_at timestamp with time zone,
  returned_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  left_at timestamp with time zone generated always as (COALESCE(received_at, returned_at, cancelled_at)) stored,
  search tsvector not null generated always as (search_words((((((((number)::text || ' '::text) || description) || ' '::text) || COALESCE(carrier, ''::text)) || ' '::text) || COALESCE(tracking_number, ''::text)))) stored,
  constraint shipments_number_key UNIQUE (number),
  constraint shipments_pkey PRIMARY KEY (id),
  constraint shipments_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint shipments_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE SET NULL,
  constraint shipments_check CHECK (((exception IS NOT NULL) = (status = 'exception'::text))),
  constraint shipments_exception_check CHECK ((exception = ANY (ARRAY['delayed'::text, 'failed_attempt'::text, 'damaged'::text, 'lost'::text]))),
  constraint shipments_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'requested'::text, 'preparing'::text, 'in_transit'::text, 'out_for_delivery'::text, 'available_for_pickup'::text, 'delivered'::text, 'received'::text, 'exception'::text, 'returned'::text, 'cancelled'::text]))),
  constraint shipments_version_check CHECK ((version > 0))
);

CREATE INDEX shipments_created_at ON public.shipments USING btree (created_at, id);
CREATE INDEX shipments_expected_at ON public.shipments USING btree (expected_at, id);
CREATE INDEX shipments_left_at ON public.shipments USING btree (left_at);
CREATE INDEX shipments_search ON public.shipments USING gin (search);
CREATE INDEX shipments_site_id ON public.shipments USING btree (site_id);
CREATE INDEX shipments_status ON public.shipments USING btree (status, id);
CREATE INDEX shipments_ticket_id ON public.shipments USING btree (ticket_id);
CREATE INDEX shipments_updated_at ON public.shipments USING btree (updated_at, id);
alter table shipments enable row level security;
alter table shipments force row level security;
create policy service on shipments for all to signalbox_service using (true) with check (true);
create policy staff on shipments for select to signalbox_staff using (true);
create policy technician on shipments for select to signalbox_technician using (((ticket_id IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM tickets
  WHERE (tickets.id = shipments.ticket_id)))));
grant delete, insert, select, update on shipments to signalbox_service;
grant select on shipments to signalbox_staff;
grant select on shipments to signalbox_technician;

create table sign_in_identities (
  issuer text not null,
  subject text not null,
  user_id uuid not null,
  created_at timestamp with time zone not null,
  constraint sign_in_identities_pkey PRIMARY KEY (issuer, subject),
  constraint sign_in_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX sign_in_identities_user_id ON public.sign_in_identities USING btree (user_id);
alter table sign_in_identities enable row level security;
alter table sign_in_identities force row level security;
create policy service on sign_in_identities for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on sign_in_identities to signalbox_service;

create table signing_key (
  one boolean not null default true,
  key_id text not null,
  constraint signing_key_pkey PRIMARY KEY (one),
  constraint signing_key_one_check CHECK (one)
);

alter table signing_key enable row level security;
alter table signing_key force row level security;
create policy service on signing_key for all to signalbox_service using (true) with check (true);
grant insert, select, update on signing_key to signalbox_service;

create table single_sign_ons (
  id uuid not null,
  state_hash bytea,
  grant_hash bytea,
  nonce text not null,
  code_verifier text not null,
  challenge text not null,
  app text not null,
  user_id uuid,
  expires_at timestamp with time zone not null,
  constraint single_sign_ons_grant_hash_key UNIQUE (grant_hash),
  constraint single_sign_ons_state_hash_key UNIQUE (state_hash),
  constraint single_sign_ons_pkey PRIMARY KEY (id),
  constraint single_sign_ons_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint single_sign_ons_app_check CHECK ((app = ANY (ARRAY['browser'::text, 'desktop'::text]))),
  constraint single_sign_ons_check CHECK (((grant_hash IS NULL) = (user_id IS NULL)))
);

CREATE INDEX single_sign_ons_expires_at ON public.single_sign_ons USING btree (expires_at);
alter table single_sign_ons enable row level security;
alter table single_sign_ons force row level security;
create policy service on single_sign_ons for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on single_sign_ons to signalbox_service;

create table sites (
  id uuid not null,
  version integer not null default 1,
  name text not null,
  address text,
  latitude double precision,
  longitude double precision,
  time_zone text not null,
  contact text,
  notes text,
  source text,
  external_ref text,
  search tsvector not null generated always as (search_words(((name || ' '::text) || COALESCE(address, ''::text)))) stored,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint sites_pkey PRIMARY KEY (id),
  constraint sites_check CHECK (((address IS NOT NULL) OR ((latitude IS NOT NULL) AND (longitude IS NOT NULL)))),
  constraint sites_check1 CHECK (((latitude IS NULL) = (longitude IS NULL))),
  constraint sites_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint sites_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint sites_version_check CHECK ((version > 0))
);

CREATE INDEX sites_created_at ON public.sites USING btree (created_at, id);
CREATE INDEX sites_name ON public.sites USING btree (name, id);
CREATE INDEX sites_search ON public.sites USING gin (search);
CREATE UNIQUE INDEX sites_external_ref ON public.sites USING btree (source, external_ref);
alter table sites enable row level security;
alter table sites force row level security;
create policy service on sites for all to signalbox_service using (true) with check (true);
create policy staff on sites for select to signalbox_staff using ((deleted_at IS NULL));
create policy technician on sites for select to signalbox_technician using (((deleted_at IS NULL) AND (EXISTS ( SELECT 1
   FROM tickets
  WHERE (tickets.site_id = sites.id)))));
grant delete, insert, select, update on sites to signalbox_service;
grant select on sites to signalbox_staff;
grant select on sites to signalbox_technician;

create table sla_targets (
  priority text not null,
  response_minutes integer,
  resolution_minutes integer,
  constraint sla_targets_pkey PRIMARY KEY (priority),
  constraint sla_targets_priority_check CHECK ((priority = ANY (ARRAY['P1'::text, 'P2'::text, 'P3'::text, 'P4'::text]))),
  constraint sla_targets_resolution_minutes_check CHECK ((resolution_minutes > 0)),
  constraint sla_targets_response_minutes_check CHECK ((response_minutes > 0))
);

alter table sla_targets enable row level security;
alter table sla_targets force row level security;
create policy service on sla_targets for all to signalbox_service using (true) with check (true);
create policy staff on sla_targets for select to signalbox_staff using (true);
grant delete, insert, select, update on sla_targets to signalbox_service;
grant select on sla_targets to signalbox_staff;

create table technicians (
  id uuid not null,
  version integer not null default 1,
  user_id uuid,
  name text not null,
  phone text,
  skills text[] not null default '{}'::text[],
  active boolean not null default true,
  duty text not null default 'off_shift'::text,
  manual_status text not null default 'available'::text,
  status text not null default 'available'::text,
  status_reason text,
  status_since timestamp with time zone not null,
  reach text not null default 'unreachable'::text,
  current_assignment jsonb,
  assignments_version integer not null default 0,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint technicians_user_id_key UNIQUE (user_id),
  constraint technicians_pkey PRIMARY KEY (id),
  constraint technicians_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint technicians_duty_check CHECK ((duty = ANY (ARRAY['off_shift'::text, 'on_shift'::text]))),
  constraint technicians_manual_status_check CHECK ((manual_status = ANY (ARRAY['available'::text, 'on_break'::text, 'unavailable'::text, 'out_of_service'::text]))),
  constraint technicians_reach_check CHECK ((reach = ANY (ARRAY['online'::text, 'stale'::text, 'unreachable'::text]))),
  constraint technicians_status_check CHECK ((status = ANY (ARRAY['available'::text, 'assigned'::text, 'en_route'::text, 'on_site'::text, 'on_break'::text, 'unavailable'::text, 'out_of_service'::text]))),
  constraint technicians_version_check CHECK ((version > 0))
);

CREATE INDEX technicians_created_at ON public.technicians USING btree (created_at, id);
alter table technicians enable row level security;
alter table technicians force row level security;
create policy service on technicians for all to signalbox_service using (true) with check (true);
create policy staff on technicians for select to signalbox_staff using ((deleted_at IS NULL));
create policy technician on technicians for select to signalbox_technician using (((deleted_at IS NULL) AND (id = current_technician())));
grant delete, insert, select, update on technicians to signalbox_service;
grant select on technicians to signalbox_staff;
grant select on technicians to signalbox_technician;

create table tickets (
  id uuid not null,
  number integer not null generated by default as identity,
  version integer not null default 1,
  title text not null,
  description text not null default ''::text,
  site_id uuid not null,
  type text not null,
  priority text not null,
  status text not null,
  hold_reason text,
  cancel_reason text,
  disposition text,
  scheduled_for timestamp with time zone,
  planned_minutes integer,
  source text,
  source_status text,
  external_ref text,
  assignee_ids uuid[] not null default '{}'::uuid[],
  crew_ids uuid[] not null default '{}'::uuid[],
  comment_count integer not null default 0,
  time_entry_count integer not null default 0,
  attachment_count integer not null default 0,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  closed_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  ended_at timestamp with time zone generated always as (COALESCE(completed_at, closed_at, cancelled_at)) stored,
  left_at timestamp with time zone generated always as (COALESCE(closed_at, cancelled_at)) stored,
  pool boolean not null generated always as (((deleted_at IS NULL) AND (status <> ALL (ARRAY['completed'::text, 'closed'::text, 'cancelled'::text])) AND (cardinality(assignee_ids) = 0))) stored,
  viewer_ids uuid[] not null generated always as (
CASE
    WHEN (deleted_at IS NOT NULL) THEN '{}'::uuid[]
    WHEN (status = ANY (ARRAY['completed'::text, 'closed'::text, 'cancelled'::text])) THEN crew_ids
    ELSE assignee_ids
END) stored,
  search tsvector not null generated always as (((setweight(search_words((((((number)::text || ' '::text) || title) || ' '::text) || COALESCE(external_ref, ''::text))), 'A'::"char") || setweight(search_words(type), 'B'::"char")) || setweight(search_words(description), 'C'::"char"))) stored,
  parts jsonb not null default '[]'::jsonb,
  response_due_at timestamp with time zone,
  resolution_due_at timestamp with time zone,
  held_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  acknowledged_by jsonb,
  constraint tickets_number_key UNIQUE (number),
  constraint tickets_pkey PRIMARY KEY (id),
  constraint tickets_site_id_fkey FOREIGN KEY (site_id) REFERENCES sites(id),
  constraint tickets_attachment_count_check CHECK ((attachment_count >= 0)),
  constraint tickets_check CHECK (((hold_reason IS NOT NULL) = (status = 'on_hold'::text))),
  constraint tickets_check1 CHECK (((closed_at IS NOT NULL) = (status = 'closed'::text))),
  constraint tickets_check2 CHECK (((cancelled_at IS NOT NULL) = (status = 'cancelled'::text))),
  constraint tickets_check3 CHECK (((completed_at IS NOT NULL) = (status = ANY (ARRAY['completed'::text, 'closed'::text])))),
  constraint tickets_comment_count_check CHECK ((comment_count >= 0)),
  constraint tickets_hold_reason_check CHECK ((hold_reason = ANY (ARRAY['parts'::text, 'customer'::text, 'access'::text, 'weather'::text, 'other'::text]))),
  constraint tickets_planned_minutes_check CHECK ((planned_minutes > 0)),
  constraint tickets_priority_check CHECK ((priority = ANY (ARRAY['P1'::text, 'P2'::text, 'P3'::text, 'P4'::text]))),
  constraint tickets_status_check CHECK ((status = ANY (ARRAY['new'::text, 'open'::text, 'assigned'::text, 'in_progress'::text, 'on_hold'::text, 'completed'::text, 'closed'::text, 'cancelled'::text]))),
  constraint tickets_time_entry_count_check CHECK ((time_entry_count >= 0)),
  constraint tickets_version_check CHECK ((version > 0))
);

CREATE INDEX tickets_created_at ON public.tickets USING btree (created_at, id);
CREATE INDEX tickets_deleted_at ON public.tickets USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX tickets_left_at ON public.tickets USING btree (left_at) WHERE (deleted_at IS NULL);
CREATE INDEX tickets_pool ON public.tickets USING btree (created_at) WHERE pool;
CREATE INDEX tickets_priority ON public.tickets USING btree (priority, id);
CREATE INDEX tickets_resolution_due_at ON public.tickets USING btree (resolution_due_at, id);
CREATE INDEX tickets_response_due_at ON public.tickets USING btree (response_due_at, id);
CREATE INDEX tickets_scheduled_for ON public.tickets USING btree (scheduled_for, id);
CREATE INDEX tickets_search ON public.tickets USING gin (search);
CREATE INDEX tickets_site_id ON public.tickets USING btree (site_id);
CREATE INDEX tickets_status ON public.tickets USING btree (status, id);
CREATE INDEX tickets_title ON public.tickets USING btree (title, id);
CREATE INDEX tickets_type ON public.tickets USING btree (type, id);
CREATE INDEX tickets_updated_at ON public.tickets USING btree (updated_at, id);
CREATE INDEX tickets_viewer_ids ON public.tickets USING gin (viewer_ids);
CREATE UNIQUE INDEX tickets_external_ref ON public.tickets USING btree (source, external_ref);
alter table tickets enable row level security;
alter table tickets force row level security;
create policy service on tickets for all to signalbox_service using (true) with check (true);
create policy staff on tickets for select to signalbox_staff using ((deleted_at IS NULL));
create policy technician on tickets for select to signalbox_technician using ((pool OR ((viewer_ids @> ARRAY[current_technician()]) AND ((ended_at IS NULL) OR (ended_at > (now() - '7 days'::interval))))));
grant delete, insert, select, update on tickets to signalbox_service;
grant select on tickets to signalbox_staff;
grant select on tickets to signalbox_technician;

create table time_entries (
  id uuid not null,
  version integer not null default 1,
  ticket_id uuid not null,
  person_id uuid not null,
  user_id uuid,
  technician_id uuid,
  name text not null,
  assignment_id uuid,
  origin text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  note text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint time_entries_pkey PRIMARY KEY (id),
  constraint time_entries_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignments(id) ON DELETE CASCADE,
  constraint time_entries_technician_id_fkey FOREIGN KEY (technician_id) REFERENCES technicians(id),
  constraint time_entries_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id) ON DELETE CASCADE,
  constraint time_entries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint time_entries_check CHECK ((ended_at >= started_at)),
  constraint time_entries_origin_check CHECK ((origin = ANY (ARRAY['manual'::text, 'check_in'::text]))),
  constraint time_entries_version_check CHECK ((version > 0))
);

CREATE INDEX time_entries_person_id ON public.time_entries USING btree (person_id, started_at);
CREATE INDEX time_entries_ticket_id ON public.time_entries USING btree (ticket_id, started_at, id);
CREATE UNIQUE INDEX time_entries_one_running ON public.time_entries USING btree (person_id) WHERE (ended_at IS NULL);
alter table time_entries enable row level security;
alter table time_entries force row level security;
create policy readers on time_entries for select to signalbox_staff, signalbox_technician using ((EXISTS ( SELECT 1
   FROM tickets
  WHERE (tickets.id = time_entries.ticket_id))));
create policy service on time_entries for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on time_entries to signalbox_service;
grant select on time_entries to signalbox_staff;
grant select on time_entries to signalbox_technician;

create table tokens (
  id uuid not null,
  user_id uuid,
  name text not null,
  scopes text[] not null,
  secret_hash bytea not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint tokens_check CHECK (((user_id IS NULL) = ((scopes = ARRAY['wallboard'::text]) OR (scopes = ARRAY['sandbox'::text])))),
  constraint tokens_scopes_check CHECK (((scopes <@ ARRAY['read'::text, 'write'::text, 'mqtt'::text, 'wallboard'::text, 'sandbox'::text]) AND (cardinality(scopes) > 0)))
);

CREATE INDEX tokens_user_id ON public.tokens USING btree (user_id);
alter table tokens enable row level security;
alter table tokens force row level security;
create policy service on tokens for all to signalbox_service using (true) with check (true);
grant delete, insert, select, update on tokens to signalbox_service;

create table users (
  id uuid not null,
  version integer not null default 1,
  name text not null,
  role text not null,
  active boolean not null default true,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'manager'::text, 'dispatcher'::text, 'technician'::text]))),
  constraint users_version_check CHECK ((version > 0))
);

CREATE INDEX users_created_at ON public.users USING btree (created_at, id);
alter table users enable row level security;
alter table users force row level security;
create policy service on users for all to signalbox_service using (true) with check (true);
create policy staff on users for select to signalbox_staff using ((deleted_at IS NULL));
create policy technician on users for select to signalbox_technician using ((deleted_at IS NULL));
grant delete, insert, select, update on users to signalbox_service;
grant select on users to signalbox_staff;
grant select on users to signalbox_technician;
