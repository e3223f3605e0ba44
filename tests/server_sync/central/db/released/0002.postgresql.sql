SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.access_log (
    id bigint NOT NULL,
    municipality text NOT NULL,
    at bigint NOT NULL,
    who text NOT NULL,
    what text NOT NULL,
    person text,
    detail text NOT NULL
);
CREATE SEQUENCE public.access_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.access_log_id_seq OWNED BY public.access_log.id;
CREATE TABLE public.anchor (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    boot_id bytea NOT NULL,
    boot_ns bigint NOT NULL,
    lo_ns bigint NOT NULL,
    hi_ns bigint NOT NULL
);
CREATE TABLE public.api_token (
    id bigint NOT NULL,
    municipality text NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    made_by text NOT NULL,
    made_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint
);
CREATE SEQUENCE public.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.api_token_id_seq OWNED BY public.api_token.id;
CREATE TABLE public.arrival (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    person text NOT NULL,
    site text NOT NULL,
    arrived bigint NOT NULL,
    delay text
);
CREATE TABLE public.card (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    card text NOT NULL,
    person text NOT NULL,
    start bigint NOT NULL,
    until bigint
);
CREATE TABLE public.central_key (
    id bigint NOT NULL,
    public_key bytea NOT NULL,
    since bigint NOT NULL,
    endorsement text NOT NULL
);
CREATE SEQUENCE public.central_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.central_key_id_seq OWNED BY public.central_key.id;
CREATE TABLE public.chain (
    id bigint NOT NULL,
    device text NOT NULL,
    chain bytea NOT NULL,
    first_seen_ns bigint NOT NULL,
    through_seq bigint NOT NULL,
    hash bytea NOT NULL,
    read_through_seq bigint NOT NULL
);
CREATE SEQUENCE public.chain_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.chain_id_seq OWNED BY public.chain.id;
CREATE TABLE public.check_in (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    site text NOT NULL,
    terminal text NOT NULL,
    person text NOT NULL,
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    certain boolean NOT NULL
);
CREATE TABLE public.closure (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    site text NOT NULL,
    person text,
    start bigint NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE public.conflict (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    digest bytea NOT NULL,
    raw bytea NOT NULL,
    reason text NOT NULL,
    received_ns bigint NOT NULL,
    site text NOT NULL,
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    resolved_by text,
    resolved_at bigint,
    resolved_why text
);
CREATE TABLE public.course (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    person text NOT NULL,
    site text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    max_weeks integer,
    legal_basis text NOT NULL,
    benefit_group text,
    visitation_group text,
    told_at bigint,
    told_how text
);
CREATE TABLE public.course_end (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    course text NOT NULL,
    last date NOT NULL,
    reason text NOT NULL
);
CREATE TABLE public.delay (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    about text NOT NULL
);
CREATE TABLE public.entry (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    wall_ns bigint NOT NULL,
    boot_ns bigint NOT NULL,
    boot_id bytea NOT NULL,
    clock text NOT NULL,
    commitment bytea NOT NULL,
    hash bytea NOT NULL,
    salt bytea,
    content bytea,
    received_ns bigint NOT NULL
);
CREATE TABLE public.exception (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    course text NOT NULL,
    date date NOT NULL,
    intervals json NOT NULL,
    told_at bigint,
    told_how text
);
CREATE TABLE public.head (
    chain bigint NOT NULL,
    head_no bigint NOT NULL,
    hash bytea NOT NULL,
    seq bigint NOT NULL,
    wall_ns bigint NOT NULL,
    boot_ns bigint NOT NULL,
    boot_id bytea NOT NULL,
    signature bytea NOT NULL,
    received_ns bigint NOT NULL
);
CREATE TABLE public.incarnation (
    id bytea NOT NULL,
    since bigint NOT NULL
);
CREATE TABLE public.judged (
    as_of bigint NOT NULL,
    site text NOT NULL,
    municipality text NOT NULL,
    course text NOT NULL,
    no integer NOT NULL,
    tz text NOT NULL,
    person text NOT NULL,
    date date NOT NULL,
    start bigint NOT NULL,
    "end" bigint NOT NULL,
    status text NOT NULL,
    arrived bigint,
    uncertain boolean NOT NULL,
    source text,
    seconds_late integer,
    cause text,
    standing_cause text,
    notice text,
    reason text,
    noted_delay boolean NOT NULL,
    missing boolean NOT NULL,
    next_change bigint
);
CREATE TABLE public.law (
    id bigint NOT NULL,
    kind text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    first date,
    last date,
    weeks integer
);
CREATE SEQUENCE public.law_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.law_id_seq OWNED BY public.law.id;
CREATE TABLE public.login_failure (
    id bigint NOT NULL,
    login text NOT NULL,
    address text NOT NULL,
    at bigint NOT NULL
);
CREATE SEQUENCE public.login_failure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.login_failure_id_seq OWNED BY public.login_failure.id;
CREATE TABLE public.look (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    person text NOT NULL
);
CREATE TABLE public.looked_at (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    chain bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    digest bytea,
    finding text NOT NULL
);
CREATE TABLE public.moedt_schema (
    version_num character varying(32) NOT NULL,
    usable_from character varying(32) DEFAULT ''::character varying NOT NULL
);
CREATE TABLE public.municipality (
    id text NOT NULL,
    name text NOT NULL
);
CREATE TABLE public.newcomer (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    site text NOT NULL,
    card text NOT NULL,
    name text NOT NULL,
    start bigint NOT NULL
);
CREATE TABLE public.no_show (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    person text NOT NULL,
    date date NOT NULL
);
CREATE TABLE public.notice (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    person text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    reason text NOT NULL,
    reported_at bigint NOT NULL
);
CREATE TABLE public.person (
    id text NOT NULL,
    municipality text NOT NULL,
    name text NOT NULL,
    team text,
    language text NOT NULL,
    first_name_shown boolean NOT NULL,
    cpr_sealed bytea,
    added_by text NOT NULL,
    added_at bigint NOT NULL
);
CREATE TABLE public.plan (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    course text NOT NULL,
    first date NOT NULL,
    week json NOT NULL,
    told_at bigint,
    told_how text
);
CREATE TABLE public.prompt (
    id bigint NOT NULL,
    municipality text NOT NULL,
    site text NOT NULL,
    key text NOT NULL,
    person text,
    date date,
    state text NOT NULL,
    since bigint NOT NULL
);
CREATE TABLE public.prompt_event (
    id bigint NOT NULL,
    prompt bigint NOT NULL,
    what text NOT NULL,
    at bigint NOT NULL,
    by text NOT NULL,
    note text NOT NULL,
    fact text
);
CREATE SEQUENCE public.prompt_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.prompt_event_id_seq OWNED BY public.prompt_event.id;
CREATE SEQUENCE public.prompt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.prompt_id_seq OWNED BY public.prompt.id;
CREATE TABLE public.quarantine (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    raw bytea,
    hash bytea,
    reason text NOT NULL,
    received_ns bigint NOT NULL,
    site text NOT NULL,
    lo bigint,
    hi bigint,
    used_at bigint,
    resolved_by text,
    resolved_at bigint,
    resolved_why text
);
CREATE TABLE public.receipt (
    chain bigint NOT NULL,
    day date NOT NULL,
    through_seq bigint NOT NULL,
    raw bytea NOT NULL
);
CREATE TABLE public.report (
    device text NOT NULL,
    version text NOT NULL,
    queued bigint NOT NULL,
    celsius integer,
    received_ns bigint NOT NULL
);
CREATE TABLE public.resolution (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    about text NOT NULL,
    person text
);
CREATE TABLE public.site (
    id text NOT NULL,
    municipality text NOT NULL,
    name text NOT NULL,
    phone text NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    week json NOT NULL,
    tolerance_min integer NOT NULL,
    capacity integer,
    limits json NOT NULL,
    changed_by text NOT NULL,
    changed_at bigint NOT NULL
);
CREATE TABLE public.site_judged (
    site text NOT NULL,
    through date NOT NULL
);
CREATE TABLE public.staff (
    id bigint NOT NULL,
    municipality text NOT NULL,
    site text,
    name text NOT NULL,
    role text NOT NULL,
    team text,
    login text NOT NULL,
    password_hash text,
    pin_hash text,
    added_by text NOT NULL,
    added_at bigint NOT NULL,
    ended_at bigint
);
CREATE SEQUENCE public.staff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.staff_id_seq OWNED BY public.staff.id;
CREATE TABLE public.stale (
    id bigint NOT NULL,
    site text,
    about text,
    card text,
    wide boolean NOT NULL,
    person text,
    first date,
    last date,
    fact text,
    due bigint NOT NULL
);
CREATE SEQUENCE public.stale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.stale_id_seq OWNED BY public.stale.id;
CREATE TABLE public.stamp (
    day date NOT NULL,
    root bytea NOT NULL,
    response bytea NOT NULL,
    authority text NOT NULL,
    asked_at bigint NOT NULL
);
CREATE TABLE public.stretch (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    no integer NOT NULL,
    site text NOT NULL,
    terminal text NOT NULL,
    start bigint NOT NULL,
    until bigint NOT NULL
);
CREATE TABLE public.support_note (
    id bigint NOT NULL,
    municipality text NOT NULL,
    person text NOT NULL,
    text text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL
);
CREATE SEQUENCE public.support_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.support_note_id_seq OWNED BY public.support_note.id;
CREATE TABLE public.tap (
    chain bigint NOT NULL,
    seq bigint NOT NULL,
    site text NOT NULL,
    terminal text NOT NULL,
    card text NOT NULL,
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    certain boolean NOT NULL,
    beside text
);
CREATE TABLE public.terminal (
    device text NOT NULL,
    municipality text NOT NULL,
    site text NOT NULL,
    added_by text NOT NULL,
    added_at bigint NOT NULL,
    since bigint,
    until bigint,
    public_key bytea,
    code_hash bytea,
    code_until bigint,
    approved_by text,
    approved_at bigint,
    revoked_chain bytea,
    revoked_from_seq bigint,
    revoked_by text,
    revoked_at bigint,
    revoked_why text
);
CREATE TABLE public.terminal_key (
    id bigint NOT NULL,
    device text NOT NULL,
    public_key bytea NOT NULL,
    code_hash bytea NOT NULL,
    code_until bigint NOT NULL,
    asked_at bigint NOT NULL,
    approved_by text,
    approved_at bigint,
    declined_by text,
    declined_at bigint
);
CREATE SEQUENCE public.terminal_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.terminal_key_id_seq OWNED BY public.terminal_key.id;
CREATE TABLE public.unknown_card (
    site text NOT NULL,
    date date NOT NULL
);
CREATE TABLE public.void (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    about text NOT NULL
);
CREATE TABLE public.web_session (
    secret_hash bytea NOT NULL,
    staff bigint NOT NULL,
    made_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    ended_at bigint
);
CREATE TABLE public.welcome (
    key text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL,
    why text NOT NULL,
    origin text NOT NULL,
    recorded_at bigint NOT NULL,
    municipality text NOT NULL,
    person text NOT NULL,
    language text NOT NULL,
    first_name_shown boolean NOT NULL,
    informed_at bigint NOT NULL
);
ALTER TABLE ONLY public.access_log ALTER COLUMN id SET DEFAULT nextval('public.access_log_id_seq'::regclass);
ALTER TABLE ONLY public.api_token ALTER COLUMN id SET DEFAULT nextval('public.api_token_id_seq'::regclass);
ALTER TABLE ONLY public.central_key ALTER COLUMN id SET DEFAULT nextval('public.central_key_id_seq'::regclass);
ALTER TABLE ONLY public.chain ALTER COLUMN id SET DEFAULT nextval('public.chain_id_seq'::regclass);
ALTER TABLE ONLY public.law ALTER COLUMN id SET DEFAULT nextval('public.law_id_seq'::regclass);
ALTER TABLE ONLY public.login_failure ALTER COLUMN id SET DEFAULT nextval('public.login_failure_id_seq'::regclass);
ALTER TABLE ONLY public.prompt ALTER COLUMN id SET DEFAULT nextval('public.prompt_id_seq'::regclass);
ALTER TABLE ONLY public.prompt_event ALTER COLUMN id SET DEFAULT nextval('public.prompt_event_id_seq'::regclass);
ALTER TABLE ONLY public.staff ALTER COLUMN id SET DEFAULT nextval('public.staff_id_seq'::regclass);
ALTER TABLE ONLY public.stale ALTER COLUMN id SET DEFAULT nextval('public.stale_id_seq'::regclass);
ALTER TABLE ONLY public.support_note ALTER COLUMN id SET DEFAULT nextval('public.support_note_id_seq'::regclass);
ALTER TABLE ONLY public.terminal_key ALTER COLUMN id SET DEFAULT nextval('public.terminal_key_id_seq'::regclass);
INSERT INTO public.access_log (id, municipality, at, who, what, person, detail) VALUES (1, 'id 1', 1, 'who 1', 'what 1', 'person 1', 'detail 1');
INSERT INTO public.access_log (id, municipality, at, who, what, person, detail) VALUES (2, 'id 2', 2, 'who 2', 'what 2', NULL, 'detail 2');
INSERT INTO public.anchor (chain, seq, boot_id, boot_ns, lo_ns, hi_ns) VALUES (1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', 1, 1, 1);
INSERT INTO public.anchor (chain, seq, boot_id, boot_ns, lo_ns, hi_ns) VALUES (2, 2, '\x0202020202020202020202020202020202020202020202020202020202020202', 2, 2, 2);
INSERT INTO public.api_token (id, municipality, name, token_hash, made_by, made_at, expires_at, revoked_at, last_used_at) VALUES (1, 'id 1', 'name 1', '\x0101010101010101010101010101010101010101010101010101010101010101', 'made_by 1', 1, 1, 1, 1);
INSERT INTO public.api_token (id, municipality, name, token_hash, made_by, made_at, expires_at, revoked_at, last_used_at) VALUES (2, 'id 2', 'name 2', '\x0202020202020202020202020202020202020202020202020202020202020202', 'made_by 2', 2, NULL, NULL, NULL);
INSERT INTO public.arrival (key, by, at, why, origin, recorded_at, municipality, person, site, arrived, delay) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1', 'id 1', 1, 'delay 1');
INSERT INTO public.arrival (key, by, at, why, origin, recorded_at, municipality, person, site, arrived, delay) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2', 'id 2', 2, NULL);
INSERT INTO public.card (key, by, at, why, origin, recorded_at, municipality, card, person, start, until) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'card 1', 'id 1', 1, 1);
INSERT INTO public.card (key, by, at, why, origin, recorded_at, municipality, card, person, start, until) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'card 2', 'id 2', 2, NULL);
INSERT INTO public.central_key (id, public_key, since, endorsement) VALUES (1, '\x0101010101010101010101010101010101010101010101010101010101010101', 1, 'endorsement 1');
INSERT INTO public.central_key (id, public_key, since, endorsement) VALUES (2, '\x0202020202020202020202020202020202020202020202020202020202020202', 2, 'endorsement 2');
INSERT INTO public.chain (id, device, chain, first_seen_ns, through_seq, hash, read_through_seq) VALUES (1, 'device 1', '\x0101010101010101010101010101010101010101010101010101010101010101', 1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', 1);
INSERT INTO public.chain (id, device, chain, first_seen_ns, through_seq, hash, read_through_seq) VALUES (2, 'device 2', '\x0202020202020202020202020202020202020202020202020202020202020202', 2, 2, '\x0202020202020202020202020202020202020202020202020202020202020202', 2);
INSERT INTO public.check_in (chain, seq, site, terminal, person, lo, hi, certain) VALUES (1, 1, 'site 1', 'terminal 1', 'person 1', 1, 1, true);
INSERT INTO public.check_in (chain, seq, site, terminal, person, lo, hi, certain) VALUES (2, 2, 'site 2', 'terminal 2', 'person 2', 2, 2, false);
INSERT INTO public.closure (key, by, at, why, origin, recorded_at, municipality, site, person, start, until) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1', 'id 1', 1, 1);
INSERT INTO public.closure (key, by, at, why, origin, recorded_at, municipality, site, person, start, until) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2', NULL, 2, 2);
INSERT INTO public.conflict (chain, seq, digest, raw, reason, received_ns, site, lo, hi, resolved_by, resolved_at, resolved_why) VALUES (1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', 'reason 1', 1, 'id 1', 1, 1, 'resolved_by 1', 1, 'resolved_why 1');
INSERT INTO public.conflict (chain, seq, digest, raw, reason, received_ns, site, lo, hi, resolved_by, resolved_at, resolved_why) VALUES (2, 2, '\x0202020202020202020202020202020202020202020202020202020202020202', '\x0202020202020202020202020202020202020202020202020202020202020202', 'reason 2', 2, 'id 2', 2, 2, NULL, NULL, NULL);
INSERT INTO public.course (key, by, at, why, origin, recorded_at, municipality, person, site, first, last, max_weeks, legal_basis, benefit_group, visitation_group, told_at, told_how) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1', 'id 1', '2026-11-01', '2026-11-01', 1, 'legal_basis 1', 'benefit_group 1', 'visitation_group 1', 1, 'told_how 1');
INSERT INTO public.course (key, by, at, why, origin, recorded_at, municipality, person, site, first, last, max_weeks, legal_basis, benefit_group, visitation_group, told_at, told_how) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2', 'id 2', '2026-11-02', '2026-11-02', NULL, 'legal_basis 2', NULL, NULL, NULL, NULL);
INSERT INTO public.course_end (key, by, at, why, origin, recorded_at, municipality, course, last, reason) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'key 1', '2026-11-01', 'reason 1');
INSERT INTO public.course_end (key, by, at, why, origin, recorded_at, municipality, course, last, reason) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'key 2', '2026-11-02', 'reason 2');
INSERT INTO public.delay (key, by, at, why, origin, recorded_at, municipality, about) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'about 1');
INSERT INTO public.delay (key, by, at, why, origin, recorded_at, municipality, about) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'about 2');
INSERT INTO public.entry (chain, seq, kind, wall_ns, boot_ns, boot_id, clock, commitment, hash, salt, content, received_ns) VALUES (1, 1, 'kind 1', 1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', 'clock 1', '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', 1);
INSERT INTO public.entry (chain, seq, kind, wall_ns, boot_ns, boot_id, clock, commitment, hash, salt, content, received_ns) VALUES (2, 2, 'kind 2', 2, 2, '\x0202020202020202020202020202020202020202020202020202020202020202', 'clock 2', '\x0202020202020202020202020202020202020202020202020202020202020202', '\x0202020202020202020202020202020202020202020202020202020202020202', NULL, NULL, 2);
INSERT INTO public.exception (key, by, at, why, origin, recorded_at, municipality, course, date, intervals, told_at, told_how) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'key 1', '2026-11-01', '{"mon": [["08:15", "14:30"]]}', 1, 'told_how 1');
INSERT INTO public.exception (key, by, at, why, origin, recorded_at, municipality, course, date, intervals, told_at, told_how) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'key 2', '2026-11-02', '{"mon": [["08:15", "14:30"]]}', NULL, NULL);
INSERT INTO public.head (chain, head_no, hash, seq, wall_ns, boot_ns, boot_id, signature, received_ns) VALUES (1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', 1, 1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', 1);
INSERT INTO public.head (chain, head_no, hash, seq, wall_ns, boot_ns, boot_id, signature, received_ns) VALUES (2, 2, '\x0202020202020202020202020202020202020202020202020202020202020202', 2, 2, 2, '\x0202020202020202020202020202020202020202020202020202020202020202', '\x0202020202020202020202020202020202020202020202020202020202020202', 2);
INSERT INTO public.incarnation (id, since) VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101', 1);
INSERT INTO public.incarnation (id, since) VALUES ('\x0202020202020202020202020202020202020202020202020202020202020202', 2);
INSERT INTO public.judged (as_of, site, municipality, course, no, tz, person, date, start, "end", status, arrived, uncertain, source, seconds_late, cause, standing_cause, notice, reason, noted_delay, missing, next_change) VALUES (1, 'site 1', 'municipality 1', 'course 1', 1, 'tz 1', 'person 1', '2026-11-01', 1, 1, 'status 1', 1, true, 'source 1', 1, 'cause 1', 'standing_cause 1', 'notice 1', 'reason 1', true, true, 1);
INSERT INTO public.judged (as_of, site, municipality, course, no, tz, person, date, start, "end", status, arrived, uncertain, source, seconds_late, cause, standing_cause, notice, reason, noted_delay, missing, next_change) VALUES (2, 'site 2', 'municipality 2', 'course 2', 2, 'tz 2', 'person 2', '2026-11-02', 2, 2, 'status 2', NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, false, false, NULL);
INSERT INTO public.law (id, kind, key, name, first, last, weeks) VALUES (1, 'kind 1', 'key 1', 'name 1', '2026-11-01', '2026-11-01', 1);
INSERT INTO public.law (id, kind, key, name, first, last, weeks) VALUES (2, 'kind 2', 'key 2', 'name 2', NULL, NULL, NULL);
INSERT INTO public.login_failure (id, login, address, at) VALUES (1, 'login 1', 'address 1', 1);
INSERT INTO public.login_failure (id, login, address, at) VALUES (2, 'login 2', 'address 2', 2);
INSERT INTO public.look (key, by, at, why, origin, recorded_at, municipality, person) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1');
INSERT INTO public.look (key, by, at, why, origin, recorded_at, municipality, person) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2');
INSERT INTO public.looked_at (key, by, at, why, origin, recorded_at, municipality, chain, first, last, digest, finding) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 1, 1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', 'finding 1');
INSERT INTO public.looked_at (key, by, at, why, origin, recorded_at, municipality, chain, first, last, digest, finding) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 2, 2, 2, NULL, 'finding 2');
INSERT INTO public.moedt_schema (version_num, usable_from) VALUES ('0002', '0001');
INSERT INTO public.municipality (id, name) VALUES ('id 1', 'name 1');
INSERT INTO public.municipality (id, name) VALUES ('id 2', 'name 2');
INSERT INTO public.newcomer (key, by, at, why, origin, recorded_at, municipality, site, card, name, start) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1', 'card 1', 'name 1', 1);
INSERT INTO public.newcomer (key, by, at, why, origin, recorded_at, municipality, site, card, name, start) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2', 'card 2', 'name 2', 2);
INSERT INTO public.no_show (key, by, at, why, origin, recorded_at, municipality, person, date) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1', '2026-11-01');
INSERT INTO public.no_show (key, by, at, why, origin, recorded_at, municipality, person, date) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2', '2026-11-02');
INSERT INTO public.notice (key, by, at, why, origin, recorded_at, municipality, person, first, last, reason, reported_at) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1', '2026-11-01', '2026-11-01', 'reason 1', 1);
INSERT INTO public.notice (key, by, at, why, origin, recorded_at, municipality, person, first, last, reason, reported_at) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2', '2026-11-02', '2026-11-02', 'reason 2', 2);
INSERT INTO public.person (id, municipality, name, team, language, first_name_shown, cpr_sealed, added_by, added_at) VALUES ('id 1', 'id 1', 'name 1', 'team 1', 'language 1', true, '\x0101010101010101010101010101010101010101010101010101010101010101', 'added_by 1', 1);
INSERT INTO public.person (id, municipality, name, team, language, first_name_shown, cpr_sealed, added_by, added_at) VALUES ('id 2', 'id 2', 'name 2', NULL, 'language 2', false, NULL, 'added_by 2', 2);
INSERT INTO public.plan (key, by, at, why, origin, recorded_at, municipality, course, first, week, told_at, told_how) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'key 1', '2026-11-01', '{"mon": [["08:15", "14:30"]]}', 1, 'told_how 1');
INSERT INTO public.plan (key, by, at, why, origin, recorded_at, municipality, course, first, week, told_at, told_how) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'key 2', '2026-11-02', '{"mon": [["08:15", "14:30"]]}', NULL, NULL);
INSERT INTO public.prompt (id, municipality, site, key, person, date, state, since) VALUES (1, 'id 1', 'id 1', 'key 1', 'id 1', '2026-11-01', 'state 1', 1);
INSERT INTO public.prompt (id, municipality, site, key, person, date, state, since) VALUES (2, 'id 2', 'id 2', 'key 2', NULL, NULL, 'state 2', 2);
INSERT INTO public.prompt_event (id, prompt, what, at, by, note, fact) VALUES (1, 1, 'what 1', 1, 'by 1', 'note 1', 'fact 1');
INSERT INTO public.prompt_event (id, prompt, what, at, by, note, fact) VALUES (2, 2, 'what 2', 2, 'by 2', 'note 2', NULL);
INSERT INTO public.quarantine (chain, seq, raw, hash, reason, received_ns, site, lo, hi, used_at, resolved_by, resolved_at, resolved_why) VALUES (1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', 'reason 1', 1, 'id 1', 1, 1, 1, 'resolved_by 1', 1, 'resolved_why 1');
INSERT INTO public.quarantine (chain, seq, raw, hash, reason, received_ns, site, lo, hi, used_at, resolved_by, resolved_at, resolved_why) VALUES (2, 2, NULL, NULL, 'reason 2', 2, 'id 2', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.receipt (chain, day, through_seq, raw) VALUES (1, '2026-11-01', 1, '\x0101010101010101010101010101010101010101010101010101010101010101');
INSERT INTO public.receipt (chain, day, through_seq, raw) VALUES (2, '2026-11-02', 2, '\x0202020202020202020202020202020202020202020202020202020202020202');
INSERT INTO public.report (device, version, queued, celsius, received_ns) VALUES ('device 1', 'version 1', 1, 1, 1);
INSERT INTO public.report (device, version, queued, celsius, received_ns) VALUES ('device 2', 'version 2', 2, NULL, 2);
INSERT INTO public.resolution (key, by, at, why, origin, recorded_at, municipality, about, person) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'about 1', 'id 1');
INSERT INTO public.resolution (key, by, at, why, origin, recorded_at, municipality, about, person) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'about 2', NULL);
INSERT INTO public.site (id, municipality, name, phone, language, zone, week, tolerance_min, capacity, limits, changed_by, changed_at) VALUES ('id 1', 'id 1', 'name 1', 'phone 1', 'language 1', 'zone 1', '{"mon": [["08:15", "14:30"]]}', 1, 1, '{"mon": [["08:15", "14:30"]]}', 'changed_by 1', 1);
INSERT INTO public.site (id, municipality, name, phone, language, zone, week, tolerance_min, capacity, limits, changed_by, changed_at) VALUES ('id 2', 'id 2', 'name 2', 'phone 2', 'language 2', 'zone 2', '{"mon": [["08:15", "14:30"]]}', 2, NULL, '{"mon": [["08:15", "14:30"]]}', 'changed_by 2', 2);
INSERT INTO public.site_judged (site, through) VALUES ('id 1', '2026-11-01');
INSERT INTO public.site_judged (site, through) VALUES ('id 2', '2026-11-02');
INSERT INTO public.staff (id, municipality, site, name, role, team, login, password_hash, pin_hash, added_by, added_at, ended_at) VALUES (1, 'id 1', 'id 1', 'name 1', 'role 1', 'team 1', 'login 1', 'password_hash 1', 'pin_hash 1', 'added_by 1', 1, 1);
INSERT INTO public.staff (id, municipality, site, name, role, team, login, password_hash, pin_hash, added_by, added_at, ended_at) VALUES (2, 'id 2', NULL, 'name 2', 'role 2', NULL, 'login 2', NULL, NULL, 'added_by 2', 2, NULL);
INSERT INTO public.stale (id, site, about, card, wide, person, first, last, fact, due) VALUES (1, 'site 1', 'about 1', 'card 1', true, 'person 1', '2026-11-01', '2026-11-01', 'fact 1', 1);
INSERT INTO public.stale (id, site, about, card, wide, person, first, last, fact, due) VALUES (2, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, 2);
INSERT INTO public.stamp (day, root, response, authority, asked_at) VALUES ('2026-11-01', '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', 'authority 1', 1);
INSERT INTO public.stamp (day, root, response, authority, asked_at) VALUES ('2026-11-02', '\x0202020202020202020202020202020202020202020202020202020202020202', '\x0202020202020202020202020202020202020202020202020202020202020202', 'authority 2', 2);
INSERT INTO public.stretch (chain, seq, no, site, terminal, start, until) VALUES (1, 1, 1, 'site 1', 'terminal 1', 1, 1);
INSERT INTO public.stretch (chain, seq, no, site, terminal, start, until) VALUES (2, 2, 2, 'site 2', 'terminal 2', 2, 2);
INSERT INTO public.support_note (id, municipality, person, text, by, at) VALUES (1, 'id 1', 'id 1', 'text 1', 'by 1', 1);
INSERT INTO public.support_note (id, municipality, person, text, by, at) VALUES (2, 'id 2', 'id 2', 'text 2', 'by 2', 2);
INSERT INTO public.tap (chain, seq, site, terminal, card, lo, hi, certain, beside) VALUES (1, 1, 'site 1', 'terminal 1', 'card 1', 1, 1, true, 'beside 1');
INSERT INTO public.tap (chain, seq, site, terminal, card, lo, hi, certain, beside) VALUES (2, 2, 'site 2', 'terminal 2', 'card 2', 2, 2, false, NULL);
INSERT INTO public.terminal (device, municipality, site, added_by, added_at, since, until, public_key, code_hash, code_until, approved_by, approved_at, revoked_chain, revoked_from_seq, revoked_by, revoked_at, revoked_why) VALUES ('device 1', 'id 1', 'id 1', 'added_by 1', 1, 1, 1, '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', 1, 'approved_by 1', 1, '\x0101010101010101010101010101010101010101010101010101010101010101', 1, 'revoked_by 1', 1, 'revoked_why 1');
INSERT INTO public.terminal (device, municipality, site, added_by, added_at, since, until, public_key, code_hash, code_until, approved_by, approved_at, revoked_chain, revoked_from_seq, revoked_by, revoked_at, revoked_why) VALUES ('device 2', 'id 2', 'id 2', 'added_by 2', 2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.terminal_key (id, device, public_key, code_hash, code_until, asked_at, approved_by, approved_at, declined_by, declined_at) VALUES (1, 'device 1', '\x0101010101010101010101010101010101010101010101010101010101010101', '\x0101010101010101010101010101010101010101010101010101010101010101', 1, 1, 'approved_by 1', 1, 'declined_by 1', 1);
INSERT INTO public.terminal_key (id, device, public_key, code_hash, code_until, asked_at, approved_by, approved_at, declined_by, declined_at) VALUES (2, 'device 2', '\x0202020202020202020202020202020202020202020202020202020202020202', '\x0202020202020202020202020202020202020202020202020202020202020202', 2, 2, NULL, NULL, NULL, NULL);
INSERT INTO public.unknown_card (site, date) VALUES ('id 1', '2026-11-01');
INSERT INTO public.unknown_card (site, date) VALUES ('id 2', '2026-11-02');
INSERT INTO public.void (key, by, at, why, origin, recorded_at, municipality, about) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'about 1');
INSERT INTO public.void (key, by, at, why, origin, recorded_at, municipality, about) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'about 2');
INSERT INTO public.web_session (secret_hash, staff, made_at, seen_at, ended_at) VALUES ('\x0101010101010101010101010101010101010101010101010101010101010101', 1, 1, 1, 1);
INSERT INTO public.web_session (secret_hash, staff, made_at, seen_at, ended_at) VALUES ('\x0202020202020202020202020202020202020202020202020202020202020202', 2, 2, 2, NULL);
INSERT INTO public.welcome (key, by, at, why, origin, recorded_at, municipality, person, language, first_name_shown, informed_at) VALUES ('key 1', 'by 1', 1, 'why 1', 'origin 1', 1, 'id 1', 'id 1', 'language 1', true, 1);
INSERT INTO public.welcome (key, by, at, why, origin, recorded_at, municipality, person, language, first_name_shown, informed_at) VALUES ('key 2', 'by 2', 2, 'why 2', 'origin 2', 2, 'id 2', 'id 2', 'language 2', false, 2);
SELECT pg_catalog.setval('public.access_log_id_seq', 1, false);
SELECT pg_catalog.setval('public.api_token_id_seq', 1, false);
SELECT pg_catalog.setval('public.central_key_id_seq', 1, false);
SELECT pg_catalog.setval('public.chain_id_seq', 1, false);
SELECT pg_catalog.setval('public.law_id_seq', 1, false);
SELECT pg_catalog.setval('public.login_failure_id_seq', 1, false);
SELECT pg_catalog.setval('public.prompt_event_id_seq', 1, false);
SELECT pg_catalog.setval('public.prompt_id_seq', 1, false);
SELECT pg_catalog.setval('public.staff_id_seq', 1, false);
SELECT pg_catalog.setval('public.stale_id_seq', 1, false);
SELECT pg_catalog.setval('public.support_note_id_seq', 1, false);
SELECT pg_catalog.setval('public.terminal_key_id_seq', 1, false);
ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.anchor
    ADD CONSTRAINT anchor_pkey PRIMARY KEY (chain, seq);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.card
    ADD CONSTRAINT card_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.central_key
    ADD CONSTRAINT central_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chain
    ADD CONSTRAINT chain_device_chain_key UNIQUE (device, chain);
ALTER TABLE ONLY public.chain
    ADD CONSTRAINT chain_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.check_in
    ADD CONSTRAINT check_in_pkey PRIMARY KEY (chain, seq);
ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.conflict
    ADD CONSTRAINT conflict_pkey PRIMARY KEY (chain, seq, digest);
ALTER TABLE ONLY public.course_end
    ADD CONSTRAINT course_end_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.course
    ADD CONSTRAINT course_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.delay
    ADD CONSTRAINT delay_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.entry
    ADD CONSTRAINT entry_pkey PRIMARY KEY (chain, seq);
ALTER TABLE ONLY public.exception
    ADD CONSTRAINT exception_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.head
    ADD CONSTRAINT head_pkey PRIMARY KEY (chain, head_no, hash);
ALTER TABLE ONLY public.incarnation
    ADD CONSTRAINT incarnation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.judged
    ADD CONSTRAINT judged_pkey PRIMARY KEY (site, person, date, no);
ALTER TABLE ONLY public.law
    ADD CONSTRAINT law_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.login_failure
    ADD CONSTRAINT login_failure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.look
    ADD CONSTRAINT look_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.looked_at
    ADD CONSTRAINT looked_at_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.moedt_schema
    ADD CONSTRAINT moedt_schema_pkey PRIMARY KEY (version_num);
ALTER TABLE ONLY public.municipality
    ADD CONSTRAINT municipality_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.newcomer
    ADD CONSTRAINT newcomer_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.no_show
    ADD CONSTRAINT no_show_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.prompt_event
    ADD CONSTRAINT prompt_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.prompt
    ADD CONSTRAINT prompt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (chain, seq);
ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (chain, day);
ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_pkey PRIMARY KEY (device);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT resolution_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.site_judged
    ADD CONSTRAINT site_judged_pkey PRIMARY KEY (site);
ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_login_key UNIQUE (login);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.stale
    ADD CONSTRAINT stale_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.stamp
    ADD CONSTRAINT stamp_pkey PRIMARY KEY (day);
ALTER TABLE ONLY public.stretch
    ADD CONSTRAINT stretch_pkey PRIMARY KEY (chain, seq, no);
ALTER TABLE ONLY public.support_note
    ADD CONSTRAINT support_note_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tap
    ADD CONSTRAINT tap_pkey PRIMARY KEY (chain, seq);
ALTER TABLE ONLY public.terminal_key
    ADD CONSTRAINT terminal_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.terminal
    ADD CONSTRAINT terminal_pkey PRIMARY KEY (device);
ALTER TABLE ONLY public.unknown_card
    ADD CONSTRAINT unknown_card_pkey PRIMARY KEY (site, date);
ALTER TABLE ONLY public.void
    ADD CONSTRAINT void_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_pkey PRIMARY KEY (secret_hash);
ALTER TABLE ONLY public.welcome
    ADD CONSTRAINT welcome_pkey PRIMARY KEY (key);
CREATE INDEX arrival_of_person ON public.arrival USING btree (person, arrived);
CREATE INDEX check_in_at_site ON public.check_in USING btree (site, lo);
CREATE INDEX check_in_of_person ON public.check_in USING btree (person, lo);
CREATE INDEX conflict_of_site ON public.conflict USING btree (site, lo);
CREATE INDEX head_received ON public.head USING btree (received_ns);
CREATE INDEX ix_access_log_municipality ON public.access_log USING btree (municipality);
CREATE INDEX ix_access_log_person ON public.access_log USING btree (person);
CREATE INDEX ix_api_token_municipality ON public.api_token USING btree (municipality);
CREATE INDEX ix_arrival_municipality ON public.arrival USING btree (municipality);
CREATE INDEX ix_card_card ON public.card USING btree (card);
CREATE INDEX ix_card_municipality ON public.card USING btree (municipality);
CREATE INDEX ix_card_person ON public.card USING btree (person);
CREATE INDEX ix_closure_municipality ON public.closure USING btree (municipality);
CREATE INDEX ix_closure_person ON public.closure USING btree (person);
CREATE INDEX ix_closure_site ON public.closure USING btree (site);
CREATE INDEX ix_course_end_course ON public.course_end USING btree (course);
CREATE INDEX ix_course_end_municipality ON public.course_end USING btree (municipality);
CREATE INDEX ix_course_municipality ON public.course USING btree (municipality);
CREATE INDEX ix_course_person ON public.course USING btree (person);
CREATE INDEX ix_course_site ON public.course USING btree (site);
CREATE INDEX ix_delay_about ON public.delay USING btree (about);
CREATE INDEX ix_delay_municipality ON public.delay USING btree (municipality);
CREATE INDEX ix_exception_course ON public.exception USING btree (course);
CREATE INDEX ix_exception_municipality ON public.exception USING btree (municipality);
CREATE INDEX ix_law_kind ON public.law USING btree (kind);
CREATE INDEX ix_look_municipality ON public.look USING btree (municipality);
CREATE INDEX ix_look_person ON public.look USING btree (person);
CREATE INDEX ix_looked_at_chain ON public.looked_at USING btree (chain);
CREATE INDEX ix_looked_at_municipality ON public.looked_at USING btree (municipality);
CREATE INDEX ix_newcomer_card ON public.newcomer USING btree (card);
CREATE INDEX ix_newcomer_municipality ON public.newcomer USING btree (municipality);
CREATE INDEX ix_newcomer_site ON public.newcomer USING btree (site);
CREATE INDEX ix_no_show_municipality ON public.no_show USING btree (municipality);
CREATE INDEX ix_no_show_person ON public.no_show USING btree (person);
CREATE INDEX ix_notice_municipality ON public.notice USING btree (municipality);
CREATE INDEX ix_notice_person ON public.notice USING btree (person);
CREATE INDEX ix_person_municipality ON public.person USING btree (municipality);
CREATE INDEX ix_plan_course ON public.plan USING btree (course);
CREATE INDEX ix_plan_municipality ON public.plan USING btree (municipality);
CREATE INDEX ix_prompt_event_prompt ON public.prompt_event USING btree (prompt);
CREATE INDEX ix_prompt_municipality ON public.prompt USING btree (municipality);
CREATE INDEX ix_prompt_person ON public.prompt USING btree (person);
CREATE INDEX ix_resolution_about ON public.resolution USING btree (about);
CREATE INDEX ix_resolution_municipality ON public.resolution USING btree (municipality);
CREATE INDEX ix_site_municipality ON public.site USING btree (municipality);
CREATE INDEX ix_staff_municipality ON public.staff USING btree (municipality);
CREATE INDEX ix_staff_site ON public.staff USING btree (site);
CREATE INDEX ix_support_note_municipality ON public.support_note USING btree (municipality);
CREATE INDEX ix_support_note_person ON public.support_note USING btree (person);
CREATE INDEX ix_terminal_key_code_hash ON public.terminal_key USING btree (code_hash);
CREATE INDEX ix_terminal_key_device ON public.terminal_key USING btree (device);
CREATE INDEX ix_terminal_municipality ON public.terminal USING btree (municipality);
CREATE INDEX ix_terminal_site ON public.terminal USING btree (site);
CREATE INDEX ix_void_about ON public.void USING btree (about);
CREATE INDEX ix_void_municipality ON public.void USING btree (municipality);
CREATE INDEX ix_web_session_staff ON public.web_session USING btree (staff);
CREATE INDEX ix_welcome_municipality ON public.welcome USING btree (municipality);
CREATE INDEX ix_welcome_person ON public.welcome USING btree (person);
CREATE INDEX judged_at_site ON public.judged USING btree (site, date, status);
CREATE INDEX judged_next ON public.judged USING btree (next_change) WHERE (next_change IS NOT NULL);
CREATE INDEX judged_of_person ON public.judged USING btree (person, date);
CREATE INDEX login_failure_of_login ON public.login_failure USING btree (login, at);
CREATE INDEX prompt_at_site ON public.prompt USING btree (site, state);
CREATE INDEX prompt_of_site ON public.prompt USING btree (site) WHERE (person IS NULL);
CREATE INDEX quarantine_of_site ON public.quarantine USING btree (site, lo);
CREATE INDEX stretch_of_terminal ON public.stretch USING btree (terminal, until);
CREATE INDEX tap_at_site ON public.tap USING btree (site, lo);
CREATE INDEX tap_beside ON public.tap USING btree (card) WHERE (beside IS NOT NULL);
CREATE INDEX tap_of_card ON public.tap USING btree (card, lo);
CREATE INDEX tap_uncertain ON public.tap USING btree (site, hi) WHERE (certain IS FALSE);
ALTER TABLE ONLY public.access_log
    ADD CONSTRAINT access_log_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.arrival
    ADD CONSTRAINT arrival_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.card
    ADD CONSTRAINT card_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.card
    ADD CONSTRAINT card_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.chain
    ADD CONSTRAINT chain_device_fkey FOREIGN KEY (device) REFERENCES public.terminal(device);
ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.closure
    ADD CONSTRAINT closure_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.conflict
    ADD CONSTRAINT conflict_chain_fkey FOREIGN KEY (chain) REFERENCES public.chain(id);
ALTER TABLE ONLY public.conflict
    ADD CONSTRAINT conflict_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.course_end
    ADD CONSTRAINT course_end_course_fkey FOREIGN KEY (course) REFERENCES public.course(key);
ALTER TABLE ONLY public.course_end
    ADD CONSTRAINT course_end_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.course
    ADD CONSTRAINT course_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.course
    ADD CONSTRAINT course_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.course
    ADD CONSTRAINT course_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.delay
    ADD CONSTRAINT delay_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.exception
    ADD CONSTRAINT exception_course_fkey FOREIGN KEY (course) REFERENCES public.course(key);
ALTER TABLE ONLY public.exception
    ADD CONSTRAINT exception_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.head
    ADD CONSTRAINT head_chain_fkey FOREIGN KEY (chain) REFERENCES public.chain(id);
ALTER TABLE ONLY public.look
    ADD CONSTRAINT look_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.look
    ADD CONSTRAINT look_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.looked_at
    ADD CONSTRAINT looked_at_chain_fkey FOREIGN KEY (chain) REFERENCES public.chain(id);
ALTER TABLE ONLY public.looked_at
    ADD CONSTRAINT looked_at_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.newcomer
    ADD CONSTRAINT newcomer_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.newcomer
    ADD CONSTRAINT newcomer_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.no_show
    ADD CONSTRAINT no_show_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.no_show
    ADD CONSTRAINT no_show_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_course_fkey FOREIGN KEY (course) REFERENCES public.course(key);
ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.prompt_event
    ADD CONSTRAINT prompt_event_prompt_fkey FOREIGN KEY (prompt) REFERENCES public.prompt(id);
ALTER TABLE ONLY public.prompt
    ADD CONSTRAINT prompt_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.prompt
    ADD CONSTRAINT prompt_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.prompt
    ADD CONSTRAINT prompt_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_chain_fkey FOREIGN KEY (chain) REFERENCES public.chain(id);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_chain_fkey FOREIGN KEY (chain) REFERENCES public.chain(id);
ALTER TABLE ONLY public.report
    ADD CONSTRAINT report_device_fkey FOREIGN KEY (device) REFERENCES public.terminal(device);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT resolution_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.resolution
    ADD CONSTRAINT resolution_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.site_judged
    ADD CONSTRAINT site_judged_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.support_note
    ADD CONSTRAINT support_note_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.support_note
    ADD CONSTRAINT support_note_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
ALTER TABLE ONLY public.terminal_key
    ADD CONSTRAINT terminal_key_device_fkey FOREIGN KEY (device) REFERENCES public.terminal(device);
ALTER TABLE ONLY public.terminal
    ADD CONSTRAINT terminal_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.terminal
    ADD CONSTRAINT terminal_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.unknown_card
    ADD CONSTRAINT unknown_card_site_fkey FOREIGN KEY (site) REFERENCES public.site(id);
ALTER TABLE ONLY public.void
    ADD CONSTRAINT void_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_staff_fkey FOREIGN KEY (staff) REFERENCES public.staff(id);
ALTER TABLE ONLY public.welcome
    ADD CONSTRAINT welcome_municipality_fkey FOREIGN KEY (municipality) REFERENCES public.municipality(id);
ALTER TABLE ONLY public.welcome
    ADD CONSTRAINT welcome_person_fkey FOREIGN KEY (person) REFERENCES public.person(id);
