BEGIN TRANSACTION;
CREATE TABLE access_log (
	id INTEGER NOT NULL, 
	municipality TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	who TEXT NOT NULL, 
	what TEXT NOT NULL, 
	person TEXT, 
	detail TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(municipality) REFERENCES municipality (id)
);
INSERT INTO "access_log" VALUES(1,'id 1',1,'who 1','what 1','person 1','detail 1');
INSERT INTO "access_log" VALUES(2,'id 2',2,'who 2','what 2',NULL,'detail 2');
CREATE TABLE anchor (
	chain INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	boot_id BLOB NOT NULL, 
	boot_ns BIGINT NOT NULL, 
	lo_ns BIGINT NOT NULL, 
	hi_ns BIGINT NOT NULL, 
	PRIMARY KEY (chain, seq)
);
INSERT INTO "anchor" VALUES(1,1,X'0101010101010101010101010101010101010101010101010101010101010101',1,1,1);
INSERT INTO "anchor" VALUES(2,2,X'0202020202020202020202020202020202020202020202020202020202020202',2,2,2);
CREATE TABLE api_token (
	id INTEGER NOT NULL, 
	municipality TEXT NOT NULL, 
	name TEXT NOT NULL, 
	token_hash BLOB NOT NULL, 
	made_by TEXT NOT NULL, 
	made_at BIGINT NOT NULL, 
	expires_at BIGINT, 
	revoked_at BIGINT, 
	last_used_at BIGINT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	UNIQUE (token_hash)
);
INSERT INTO "api_token" VALUES(1,'id 1','name 1',X'0101010101010101010101010101010101010101010101010101010101010101','made_by 1',1,1,1,1);
INSERT INTO "api_token" VALUES(2,'id 2','name 2',X'0202020202020202020202020202020202020202020202020202020202020202','made_by 2',2,NULL,NULL,NULL);
CREATE TABLE arrival (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	person TEXT NOT NULL, 
	site TEXT NOT NULL, 
	arrived BIGINT NOT NULL, 
	delay TEXT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "arrival" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1','id 1',1,'delay 1');
INSERT INTO "arrival" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2','id 2',2,NULL);
CREATE TABLE card (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	card TEXT NOT NULL, 
	person TEXT NOT NULL, 
	start BIGINT NOT NULL, 
	until BIGINT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "card" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','card 1','id 1',1,1);
INSERT INTO "card" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','card 2','id 2',2,NULL);
CREATE TABLE central_key (
	id INTEGER NOT NULL, 
	public_key BLOB NOT NULL, 
	since BIGINT NOT NULL, 
	endorsement TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "central_key" VALUES(1,X'0101010101010101010101010101010101010101010101010101010101010101',1,'endorsement 1');
INSERT INTO "central_key" VALUES(2,X'0202020202020202020202020202020202020202020202020202020202020202',2,'endorsement 2');
CREATE TABLE chain (
	id INTEGER NOT NULL, 
	device TEXT NOT NULL, 
	chain BLOB NOT NULL, 
	first_seen_ns BIGINT NOT NULL, 
	through_seq BIGINT NOT NULL, 
	hash BLOB NOT NULL, 
	read_through_seq BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (device, chain), 
	FOREIGN KEY(device) REFERENCES terminal (device)
);
INSERT INTO "chain" VALUES(1,'device 1',X'0101010101010101010101010101010101010101010101010101010101010101',1,1,X'0101010101010101010101010101010101010101010101010101010101010101',1);
INSERT INTO "chain" VALUES(2,'device 2',X'0202020202020202020202020202020202020202020202020202020202020202',2,2,X'0202020202020202020202020202020202020202020202020202020202020202',2);
CREATE TABLE check_in (
	chain INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	site TEXT NOT NULL, 
	terminal TEXT NOT NULL, 
	person TEXT NOT NULL, 
	lo BIGINT NOT NULL, 
	hi BIGINT NOT NULL, 
	certain BOOLEAN NOT NULL, 
	PRIMARY KEY (chain, seq)
);
INSERT INTO "check_in" VALUES(1,1,'site 1','terminal 1','person 1',1,1,1);
INSERT INTO "check_in" VALUES(2,2,'site 2','terminal 2','person 2',2,2,0);
CREATE TABLE closure (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	site TEXT NOT NULL, 
	person TEXT, 
	start BIGINT NOT NULL, 
	until BIGINT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(site) REFERENCES site (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "closure" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1','id 1',1,1);
INSERT INTO "closure" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2',NULL,2,2);
CREATE TABLE "conflict" (
	chain INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	digest BLOB NOT NULL, 
	raw BLOB NOT NULL, 
	reason TEXT NOT NULL, 
	received_ns BIGINT NOT NULL, 
	site TEXT NOT NULL, 
	lo BIGINT NOT NULL, 
	hi BIGINT NOT NULL, 
	resolved_by TEXT, 
	resolved_at BIGINT, 
	resolved_why TEXT, 
	PRIMARY KEY (chain, seq, digest), 
	FOREIGN KEY(chain) REFERENCES chain (id), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "conflict" VALUES(1,1,X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101','reason 1',1,'id 1',1,1,'resolved_by 1',1,'resolved_why 1');
INSERT INTO "conflict" VALUES(2,2,X'0202020202020202020202020202020202020202020202020202020202020202',X'0202020202020202020202020202020202020202020202020202020202020202','reason 2',2,'id 2',2,2,NULL,NULL,NULL);
CREATE TABLE course (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	person TEXT NOT NULL, 
	site TEXT NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	max_weeks INTEGER, 
	legal_basis TEXT NOT NULL, 
	benefit_group TEXT, 
	visitation_group TEXT, 
	told_at BIGINT, 
	told_how TEXT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "course" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1','id 1','2026-11-01','2026-11-01',1,'legal_basis 1','benefit_group 1','visitation_group 1',1,'told_how 1');
INSERT INTO "course" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2','id 2','2026-11-02','2026-11-02',NULL,'legal_basis 2',NULL,NULL,NULL,NULL);
CREATE TABLE course_end (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	course TEXT NOT NULL, 
	last DATE NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(course) REFERENCES course ("key")
);
INSERT INTO "course_end" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','key 1','2026-11-01','reason 1');
INSERT INTO "course_end" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','key 2','2026-11-02','reason 2');
CREATE TABLE delay (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	about TEXT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id)
);
INSERT INTO "delay" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','about 1');
INSERT INTO "delay" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','about 2');
CREATE TABLE entry (
	chain INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	kind TEXT NOT NULL, 
	wall_ns BIGINT NOT NULL, 
	boot_ns BIGINT NOT NULL, 
	boot_id BLOB NOT NULL, 
	clock TEXT NOT NULL, 
	commitment BLOB NOT NULL, 
	hash BLOB NOT NULL, 
	salt BLOB, 
	content BLOB, 
	received_ns BIGINT NOT NULL, 
	PRIMARY KEY (chain, seq)
);
INSERT INTO "entry" VALUES(1,1,'kind 1',1,1,X'0101010101010101010101010101010101010101010101010101010101010101','clock 1',X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101',1);
INSERT INTO "entry" VALUES(2,2,'kind 2',2,2,X'0202020202020202020202020202020202020202020202020202020202020202','clock 2',X'0202020202020202020202020202020202020202020202020202020202020202',X'0202020202020202020202020202020202020202020202020202020202020202',NULL,NULL,2);
CREATE TABLE exception (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	course TEXT NOT NULL, 
	date DATE NOT NULL, 
	intervals JSON NOT NULL, 
	told_at BIGINT, 
	told_how TEXT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(course) REFERENCES course ("key")
);
INSERT INTO "exception" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','key 1','2026-11-01','{"mon": [["08:15", "14:30"]]}',1,'told_how 1');
INSERT INTO "exception" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','key 2','2026-11-02','{"mon": [["08:15", "14:30"]]}',NULL,NULL);
CREATE TABLE head (
	chain INTEGER NOT NULL, 
	head_no BIGINT NOT NULL, 
	hash BLOB NOT NULL, 
	seq BIGINT NOT NULL, 
	wall_ns BIGINT NOT NULL, 
	boot_ns BIGINT NOT NULL, 
	boot_id BLOB NOT NULL, 
	signature BLOB NOT NULL, 
	received_ns BIGINT NOT NULL, 
	PRIMARY KEY (chain, head_no, hash), 
	FOREIGN KEY(chain) REFERENCES chain (id)
);
INSERT INTO "head" VALUES(1,1,X'0101010101010101010101010101010101010101010101010101010101010101',1,1,1,X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101',1);
INSERT INTO "head" VALUES(2,2,X'0202020202020202020202020202020202020202020202020202020202020202',2,2,2,X'0202020202020202020202020202020202020202020202020202020202020202',X'0202020202020202020202020202020202020202020202020202020202020202',2);
CREATE TABLE incarnation (
	id BLOB NOT NULL, 
	since BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "incarnation" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101',1);
INSERT INTO "incarnation" VALUES(X'0202020202020202020202020202020202020202020202020202020202020202',2);
CREATE TABLE judged (
	as_of BIGINT NOT NULL, 
	site TEXT NOT NULL, 
	municipality TEXT NOT NULL, 
	course TEXT NOT NULL, 
	no INTEGER NOT NULL, 
	tz TEXT NOT NULL, 
	person TEXT NOT NULL, 
	date DATE NOT NULL, 
	start BIGINT NOT NULL, 
	"end" BIGINT NOT NULL, 
	status TEXT NOT NULL, 
	arrived BIGINT, 
	uncertain BOOLEAN NOT NULL, 
	source TEXT, 
	seconds_late INTEGER, 
	cause TEXT, 
	standing_cause TEXT, 
	notice TEXT, 
	reason TEXT, 
	noted_delay BOOLEAN NOT NULL, 
	missing BOOLEAN NOT NULL, 
	next_change BIGINT, 
	PRIMARY KEY (site, person, date, no)
);
INSERT INTO "judged" VALUES(1,'site 1','municipality 1','course 1',1,'tz 1','person 1','2026-11-01',1,1,'status 1',1,1,'source 1',1,'cause 1','standing_cause 1','notice 1','reason 1',1,1,1);
INSERT INTO "judged" VALUES(2,'site 2','municipality 2','course 2',2,'tz 2','person 2','2026-11-02',2,2,'status 2',NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,0,NULL);
CREATE TABLE law (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	first DATE, 
	last DATE, 
	weeks INTEGER, 
	PRIMARY KEY (id)
);
INSERT INTO "law" VALUES(1,'kind 1','key 1','name 1','2026-11-01','2026-11-01',1);
INSERT INTO "law" VALUES(2,'kind 2','key 2','name 2',NULL,NULL,NULL);
CREATE TABLE login_failure (
	id INTEGER NOT NULL, 
	login TEXT NOT NULL, 
	address TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "login_failure" VALUES(1,'login 1','address 1',1);
INSERT INTO "login_failure" VALUES(2,'login 2','address 2',2);
CREATE TABLE look (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	person TEXT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "look" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1');
INSERT INTO "look" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2');
CREATE TABLE looked_at (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	chain INTEGER NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	digest BLOB, 
	finding TEXT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(chain) REFERENCES chain (id)
);
INSERT INTO "looked_at" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1',1,1,1,X'0101010101010101010101010101010101010101010101010101010101010101','finding 1');
INSERT INTO "looked_at" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2',2,2,2,NULL,'finding 2');
CREATE TABLE moedt_schema (
	version_num VARCHAR(32) NOT NULL, 
	usable_from VARCHAR(32) DEFAULT '' NOT NULL, 
	PRIMARY KEY (version_num)
);
INSERT INTO "moedt_schema" VALUES('0002','0001');
CREATE TABLE municipality (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "municipality" VALUES('id 1','name 1');
INSERT INTO "municipality" VALUES('id 2','name 2');
CREATE TABLE newcomer (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	site TEXT NOT NULL, 
	card TEXT NOT NULL, 
	name TEXT NOT NULL, 
	start BIGINT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "newcomer" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1','card 1','name 1',1);
INSERT INTO "newcomer" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2','card 2','name 2',2);
CREATE TABLE no_show (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	person TEXT NOT NULL, 
	date DATE NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "no_show" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1','2026-11-01');
INSERT INTO "no_show" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2','2026-11-02');
CREATE TABLE notice (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	person TEXT NOT NULL, 
	first DATE NOT NULL, 
	last DATE NOT NULL, 
	reason TEXT NOT NULL, 
	reported_at BIGINT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "notice" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1','2026-11-01','2026-11-01','reason 1',1);
INSERT INTO "notice" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2','2026-11-02','2026-11-02','reason 2',2);
CREATE TABLE person (
	id TEXT NOT NULL, 
	municipality TEXT NOT NULL, 
	name TEXT NOT NULL, 
	team TEXT, 
	language TEXT NOT NULL, 
	first_name_shown BOOLEAN NOT NULL, 
	cpr_sealed BLOB, 
	added_by TEXT NOT NULL, 
	added_at BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(municipality) REFERENCES municipality (id)
);
INSERT INTO "person" VALUES('id 1','id 1','name 1','team 1','language 1',1,X'0101010101010101010101010101010101010101010101010101010101010101','added_by 1',1);
INSERT INTO "person" VALUES('id 2','id 2','name 2',NULL,'language 2',0,NULL,'added_by 2',2);
CREATE TABLE "plan" (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	course TEXT NOT NULL, 
	first DATE NOT NULL, 
	week JSON NOT NULL, 
	told_at BIGINT, 
	told_how TEXT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(course) REFERENCES course ("key")
);
INSERT INTO "plan" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','key 1','2026-11-01','{"mon": [["08:15", "14:30"]]}',1,'told_how 1');
INSERT INTO "plan" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','key 2','2026-11-02','{"mon": [["08:15", "14:30"]]}',NULL,NULL);
CREATE TABLE prompt (
	id INTEGER NOT NULL, 
	municipality TEXT NOT NULL, 
	site TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	person TEXT, 
	date DATE, 
	state TEXT NOT NULL, 
	since BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(site) REFERENCES site (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "prompt" VALUES(1,'id 1','id 1','key 1','id 1','2026-11-01','state 1',1);
INSERT INTO "prompt" VALUES(2,'id 2','id 2','key 2',NULL,NULL,'state 2',2);
CREATE TABLE prompt_event (
	id INTEGER NOT NULL, 
	prompt INTEGER NOT NULL, 
	what TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	"by" TEXT NOT NULL, 
	note TEXT NOT NULL, 
	fact TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(prompt) REFERENCES prompt (id)
);
INSERT INTO "prompt_event" VALUES(1,1,'what 1',1,'by 1','note 1','fact 1');
INSERT INTO "prompt_event" VALUES(2,2,'what 2',2,'by 2','note 2',NULL);
CREATE TABLE quarantine (
	chain INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	raw BLOB, 
	hash BLOB, 
	reason TEXT NOT NULL, 
	received_ns BIGINT NOT NULL, 
	site TEXT NOT NULL, 
	lo BIGINT, 
	hi BIGINT, 
	used_at BIGINT, 
	resolved_by TEXT, 
	resolved_at BIGINT, 
	resolved_why TEXT, 
	PRIMARY KEY (chain, seq), 
	FOREIGN KEY(chain) REFERENCES chain (id), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "quarantine" VALUES(1,1,X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101','reason 1',1,'id 1',1,1,1,'resolved_by 1',1,'resolved_why 1');
INSERT INTO "quarantine" VALUES(2,2,NULL,NULL,'reason 2',2,'id 2',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE receipt (
	chain INTEGER NOT NULL, 
	day DATE NOT NULL, 
	through_seq BIGINT NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (chain, day), 
	FOREIGN KEY(chain) REFERENCES chain (id)
);
INSERT INTO "receipt" VALUES(1,'2026-11-01',1,X'0101010101010101010101010101010101010101010101010101010101010101');
INSERT INTO "receipt" VALUES(2,'2026-11-02',2,X'0202020202020202020202020202020202020202020202020202020202020202');
CREATE TABLE report (
	device TEXT NOT NULL, 
	version TEXT NOT NULL, 
	queued BIGINT NOT NULL, 
	celsius INTEGER, 
	received_ns BIGINT NOT NULL, 
	PRIMARY KEY (device), 
	FOREIGN KEY(device) REFERENCES terminal (device)
);
INSERT INTO "report" VALUES('device 1','version 1',1,1,1);
INSERT INTO "report" VALUES('device 2','version 2',2,NULL,2);
CREATE TABLE resolution (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	about TEXT NOT NULL, 
	person TEXT, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "resolution" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','about 1','id 1');
INSERT INTO "resolution" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','about 2',NULL);
CREATE TABLE site (
	id TEXT NOT NULL, 
	municipality TEXT NOT NULL, 
	name TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	language TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	week JSON NOT NULL, 
	tolerance_min INTEGER NOT NULL, 
	capacity INTEGER, 
	limits JSON NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(municipality) REFERENCES municipality (id)
);
INSERT INTO "site" VALUES('id 1','id 1','name 1','phone 1','language 1','zone 1','{"mon": [["08:15", "14:30"]]}',1,1,'{"mon": [["08:15", "14:30"]]}','changed_by 1',1);
INSERT INTO "site" VALUES('id 2','id 2','name 2','phone 2','language 2','zone 2','{"mon": [["08:15", "14:30"]]}',2,NULL,'{"mon": [["08:15", "14:30"]]}','changed_by 2',2);
CREATE TABLE site_judged (
	site TEXT NOT NULL, 
	through DATE NOT NULL, 
	PRIMARY KEY (site), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "site_judged" VALUES('id 1','2026-11-01');
INSERT INTO "site_judged" VALUES('id 2','2026-11-02');
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	municipality TEXT NOT NULL, 
	site TEXT, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	team TEXT, 
	login TEXT NOT NULL, 
	password_hash TEXT, 
	pin_hash TEXT, 
	added_by TEXT NOT NULL, 
	added_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(site) REFERENCES site (id), 
	UNIQUE (login)
);
INSERT INTO "staff" VALUES(1,'id 1','id 1','name 1','role 1','team 1','login 1','password_hash 1','pin_hash 1','added_by 1',1,1);
INSERT INTO "staff" VALUES(2,'id 2',NULL,'name 2','role 2',NULL,'login 2',NULL,NULL,'added_by 2',2,NULL);
CREATE TABLE stale (
	id INTEGER NOT NULL, 
	site TEXT, 
	about TEXT, 
	card TEXT, 
	wide BOOLEAN NOT NULL, 
	person TEXT, 
	first DATE, 
	last DATE, 
	fact TEXT, 
	due BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "stale" VALUES(1,'site 1','about 1','card 1',1,'person 1','2026-11-01','2026-11-01','fact 1',1);
INSERT INTO "stale" VALUES(2,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,2);
CREATE TABLE stamp (
	day DATE NOT NULL, 
	root BLOB NOT NULL, 
	response BLOB NOT NULL, 
	authority TEXT NOT NULL, 
	asked_at BIGINT NOT NULL, 
	PRIMARY KEY (day)
);
INSERT INTO "stamp" VALUES('2026-11-01',X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101','authority 1',1);
INSERT INTO "stamp" VALUES('2026-11-02',X'0202020202020202020202020202020202020202020202020202020202020202',X'0202020202020202020202020202020202020202020202020202020202020202','authority 2',2);
CREATE TABLE stretch (
	chain INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	no INTEGER NOT NULL, 
	site TEXT NOT NULL, 
	terminal TEXT NOT NULL, 
	start BIGINT NOT NULL, 
	until BIGINT NOT NULL, 
	PRIMARY KEY (chain, seq, no)
);
INSERT INTO "stretch" VALUES(1,1,1,'site 1','terminal 1',1,1);
INSERT INTO "stretch" VALUES(2,2,2,'site 2','terminal 2',2,2);
CREATE TABLE support_note (
	id INTEGER NOT NULL, 
	municipality TEXT NOT NULL, 
	person TEXT NOT NULL, 
	text TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "support_note" VALUES(1,'id 1','id 1','text 1','by 1',1);
INSERT INTO "support_note" VALUES(2,'id 2','id 2','text 2','by 2',2);
CREATE TABLE tap (
	chain INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	site TEXT NOT NULL, 
	terminal TEXT NOT NULL, 
	card TEXT NOT NULL, 
	lo BIGINT NOT NULL, 
	hi BIGINT NOT NULL, 
	certain BOOLEAN NOT NULL, 
	beside TEXT, 
	PRIMARY KEY (chain, seq)
);
INSERT INTO "tap" VALUES(1,1,'site 1','terminal 1','card 1',1,1,1,'beside 1');
INSERT INTO "tap" VALUES(2,2,'site 2','terminal 2','card 2',2,2,0,NULL);
CREATE TABLE terminal (
	device TEXT NOT NULL, 
	municipality TEXT NOT NULL, 
	site TEXT NOT NULL, 
	added_by TEXT NOT NULL, 
	added_at BIGINT NOT NULL, 
	since BIGINT, 
	until BIGINT, 
	public_key BLOB, 
	code_hash BLOB, 
	code_until BIGINT, 
	approved_by TEXT, 
	approved_at BIGINT, 
	revoked_chain BLOB, 
	revoked_from_seq BIGINT, 
	revoked_by TEXT, 
	revoked_at BIGINT, 
	revoked_why TEXT, 
	PRIMARY KEY (device), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "terminal" VALUES('device 1','id 1','id 1','added_by 1',1,1,1,X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101',1,'approved_by 1',1,X'0101010101010101010101010101010101010101010101010101010101010101',1,'revoked_by 1',1,'revoked_why 1');
INSERT INTO "terminal" VALUES('device 2','id 2','id 2','added_by 2',2,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE terminal_key (
	id INTEGER NOT NULL, 
	device TEXT NOT NULL, 
	public_key BLOB NOT NULL, 
	code_hash BLOB NOT NULL, 
	code_until BIGINT NOT NULL, 
	asked_at BIGINT NOT NULL, 
	approved_by TEXT, 
	approved_at BIGINT, 
	declined_by TEXT, 
	declined_at BIGINT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(device) REFERENCES terminal (device)
);
INSERT INTO "terminal_key" VALUES(1,'device 1',X'0101010101010101010101010101010101010101010101010101010101010101',X'0101010101010101010101010101010101010101010101010101010101010101',1,1,'approved_by 1',1,'declined_by 1',1);
INSERT INTO "terminal_key" VALUES(2,'device 2',X'0202020202020202020202020202020202020202020202020202020202020202',X'0202020202020202020202020202020202020202020202020202020202020202',2,2,NULL,NULL,NULL,NULL);
CREATE TABLE unknown_card (
	site TEXT NOT NULL, 
	date DATE NOT NULL, 
	PRIMARY KEY (site, date), 
	FOREIGN KEY(site) REFERENCES site (id)
);
INSERT INTO "unknown_card" VALUES('id 1','2026-11-01');
INSERT INTO "unknown_card" VALUES('id 2','2026-11-02');
CREATE TABLE void (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	about TEXT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id)
);
INSERT INTO "void" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','about 1');
INSERT INTO "void" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','about 2');
CREATE TABLE web_session (
	secret_hash BLOB NOT NULL, 
	staff INTEGER NOT NULL, 
	made_at BIGINT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	PRIMARY KEY (secret_hash), 
	FOREIGN KEY(staff) REFERENCES staff (id)
);
INSERT INTO "web_session" VALUES(X'0101010101010101010101010101010101010101010101010101010101010101',1,1,1,1);
INSERT INTO "web_session" VALUES(X'0202020202020202020202020202020202020202020202020202020202020202',2,2,2,NULL);
CREATE TABLE welcome (
	"key" TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	why TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	recorded_at BIGINT NOT NULL, 
	municipality TEXT NOT NULL, 
	person TEXT NOT NULL, 
	language TEXT NOT NULL, 
	first_name_shown BOOLEAN NOT NULL, 
	informed_at BIGINT NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY(municipality) REFERENCES municipality (id), 
	FOREIGN KEY(person) REFERENCES person (id)
);
INSERT INTO "welcome" VALUES('key 1','by 1',1,'why 1','origin 1',1,'id 1','id 1','language 1',1,1);
INSERT INTO "welcome" VALUES('key 2','by 2',2,'why 2','origin 2',2,'id 2','id 2','language 2',0,2);
CREATE INDEX tap_uncertain ON tap (site, hi) WHERE certain IS 0;
CREATE INDEX tap_of_card ON tap (card, lo);
CREATE INDEX tap_at_site ON tap (site, lo);
CREATE INDEX tap_beside ON tap (card) WHERE beside IS NOT NULL;
CREATE INDEX check_in_at_site ON check_in (site, lo);
CREATE INDEX check_in_of_person ON check_in (person, lo);
CREATE INDEX stretch_of_terminal ON stretch (terminal, until);
CREATE INDEX judged_next ON judged (next_change) WHERE next_change IS NOT NULL;
CREATE INDEX judged_at_site ON judged (site, date, status);
CREATE INDEX judged_of_person ON judged (person, date);
CREATE INDEX ix_law_kind ON law (kind);
CREATE INDEX login_failure_of_login ON login_failure (login, at);
CREATE INDEX ix_api_token_municipality ON api_token (municipality);
CREATE INDEX ix_access_log_person ON access_log (person);
CREATE INDEX ix_access_log_municipality ON access_log (municipality);
CREATE INDEX ix_delay_municipality ON delay (municipality);
CREATE INDEX ix_delay_about ON delay (about);
CREATE INDEX ix_void_about ON void (about);
CREATE INDEX ix_void_municipality ON void (municipality);
CREATE INDEX ix_site_municipality ON site (municipality);
CREATE INDEX ix_person_municipality ON person (municipality);
CREATE INDEX ix_staff_municipality ON staff (municipality);
CREATE INDEX ix_staff_site ON staff (site);
CREATE INDEX ix_look_municipality ON look (municipality);
CREATE INDEX ix_look_person ON look (person);
CREATE INDEX prompt_at_site ON prompt (site, state);
CREATE INDEX ix_prompt_person ON prompt (person);
CREATE INDEX ix_prompt_municipality ON prompt (municipality);
CREATE INDEX prompt_of_site ON prompt (site) WHERE person IS NULL;
CREATE INDEX ix_card_municipality ON card (municipality);
CREATE INDEX ix_card_person ON card (person);
CREATE INDEX ix_card_card ON card (card);
CREATE INDEX arrival_of_person ON arrival (person, arrived);
CREATE INDEX ix_arrival_municipality ON arrival (municipality);
CREATE INDEX ix_notice_person ON notice (person);
CREATE INDEX ix_notice_municipality ON notice (municipality);
CREATE INDEX ix_no_show_person ON no_show (person);
CREATE INDEX ix_no_show_municipality ON no_show (municipality);
CREATE INDEX ix_resolution_about ON resolution (about);
CREATE INDEX ix_resolution_municipality ON resolution (municipality);
CREATE INDEX ix_newcomer_municipality ON newcomer (municipality);
CREATE INDEX ix_newcomer_card ON newcomer (card);
CREATE INDEX ix_newcomer_site ON newcomer (site);
CREATE INDEX ix_welcome_municipality ON welcome (municipality);
CREATE INDEX ix_welcome_person ON welcome (person);
CREATE INDEX ix_terminal_municipality ON terminal (municipality);
CREATE INDEX ix_terminal_site ON terminal (site);
CREATE INDEX ix_course_person ON course (person);
CREATE INDEX ix_course_site ON course (site);
CREATE INDEX ix_course_municipality ON course (municipality);
CREATE INDEX ix_closure_person ON closure (person);
CREATE INDEX ix_closure_site ON closure (site);
CREATE INDEX ix_closure_municipality ON closure (municipality);
CREATE INDEX ix_support_note_municipality ON support_note (municipality);
CREATE INDEX ix_support_note_person ON support_note (person);
CREATE INDEX ix_prompt_event_prompt ON prompt_event (prompt);
CREATE INDEX ix_terminal_key_device ON terminal_key (device);
CREATE INDEX ix_terminal_key_code_hash ON terminal_key (code_hash);
CREATE INDEX ix_web_session_staff ON web_session (staff);
CREATE INDEX ix_course_end_municipality ON course_end (municipality);
CREATE INDEX ix_course_end_course ON course_end (course);
CREATE INDEX ix_plan_municipality ON "plan" (municipality);
CREATE INDEX ix_plan_course ON "plan" (course);
CREATE INDEX ix_exception_municipality ON exception (municipality);
CREATE INDEX ix_exception_course ON exception (course);
CREATE INDEX ix_looked_at_municipality ON looked_at (municipality);
CREATE INDEX ix_looked_at_chain ON looked_at (chain);
CREATE INDEX head_received ON head (received_ns);
CREATE INDEX quarantine_of_site ON quarantine (site, lo);
CREATE INDEX conflict_of_site ON "conflict" (site, lo);
COMMIT;
