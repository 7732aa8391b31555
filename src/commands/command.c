// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// command.c - the table of commands, and reading a command line against it.
#include "commands/command.h"
#include "html/html.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DATA_OPTION                                                                                                    \
    {                                                                                                                  \
        "data", "DIR", "the data folder", true                                                                         \
    }                                                                                                                  \
    , {                                                                                                                \
        "store", "URL", "postgres://HOST/NAME (or in BAKEN_STORE); else baken.db in the data folder", false            \
    }
#define BACKUP_KEY_OPTIONS                                                                                             \
    {"passphrase-file", "FILE", "seal with the passphrase on the first line of this file", false},                     \
    {                                                                                                                  \
        "key-file", "FILE", "seal with the key in this file: 64 hexadecimal digits", false                             \
    }
#define PLAN_OPTIONS                                                                                                   \
    {                                                                                                                  \
        "dir", "DIR", "a folder with the files of data/plan (those inside the program)", false                         \
    }
#define ACCOUNT_OPTIONS                                                                                                \
    {"org", "NAME", "the organisation", true},                                                                         \
        {"kind", "KIND", "of a new organisation: platform (default), municipality, care, police, ...", false},         \
        {"username", "NAME", "to sign in with", true}, {"name", "NAME", "as colleagues know the person", true},        \
    {                                                                                                                  \
        "roles", "ROLES", "with commas: org_admin,administrator,focal_point,...", false                                \
    }

#define MSE_OPTIONS                                                                                                    \
    {"model", "NAME", "stepwise (default), aic, bic, dga, lcm, main, chao, forward or bayes", false},                  \
        {"threshold", "P", "of stepwise and forward: how surprising an overlap must be (0.02)", false},                \
        {"max-order", "K", "interactions of at most K lists (2)", false},                                              \
        {"bootstrap", "N", "replicates that choose the model anew (1000); 0 for none", false},                         \
        {"interval", "KIND", "bca (default), percentile, profile or wald", false},                                     \
        {"seed", "S", "same seed, same answer (1)", false},                                                            \
        {"strata", "COL", "an estimate for each value of this column, and their total", false},                        \
        {"lists", "NAMES", "the columns that are lists, with commas (all with only 0 and 1)", false},                  \
        {"level", "PERCENT", "of the interval (95)", false},                                                           \
        {"top", "N", "aic and bic: the bootstrap chooses among the N best models (100)", false},                       \
        {"sweeps", "N", "lcm: how long each of its chains goes on (20000)", false},                                    \
    {                                                                                                                  \
        "threads", "N", "threads (one for each core); the answer is the same", false                                   \
    }

const Command commands[] = {
    {.name = "serve",
     .summary = "start the platform",
     .text =
         "Serves the platform until SIGTERM or SIGINT. Makes the data folder when it is not there. Prints one line\n"
         "\"ready on http://HOST:PORT\" when it accepts connections.",
     .options = {DATA_OPTION,
                 {"listen", "HOST:PORT", "where to listen (127.0.0.1:8080); port 0: the system chooses", false},
                 {"socket", "PATH", "listen on a UNIX socket instead, behind a reverse proxy", false},
                 {"demo", NULL, "fill an empty installation with an invented organisation and case load", false},
                 {"no-limits", NULL, "no rate limits; only when listening on loopback", false},
                 {"secure-cookies", NULL, "cookies only over https (set it behind a TLS proxy)", false},
                 {"metrics-token", "FILE", "who may read /metrics: the bearer token in this file", false},
                 {"connections", "N", "at most so many at a time (4000)", false},
                 {"drain-s", "N", "when told to stop: go on for so long while a balancer asks /readyz (5)", false},
                 {"slow-ms", "N", "name statements and requests that take longer in the log (500); 0: none", false}},
     .run = command_serve},
    {.name = "init",
     .summary = "make a data folder, without starting",
     .text = "Makes the data folder, its keys and store, and loads desks, municipalities and rules.",
     .options = {DATA_OPTION},
     .run = command_init},
    {.name = "migrate",
     .summary = "bring the store up to date with this program",
     .text =
         "Moves the schema of the store up, one released step after the other. A store in the data folder does this\n"
         "by itself at the start; on PostgreSQL, where other nodes may run, somebody asks for it: make a backup first.\n"
         "Safe when two do it at once, and when there is nothing to do.",
     .options = {DATA_OPTION},
     .run = command_migrate},
    {.name = "store copy",
     .summary = "copy a whole store to another, also to another engine",
     .text = "Copies every table into an empty store and compares both, row by row. Stop the platform first: what is\n"
             "written meanwhile is not in the copy. The keys in the data folder go along with the store: copy DIR/keys\n"
             "yourself. URL is sqlite:PATH or postgres://HOST/NAME.",
     .options = {{"from", "URL", "the store to copy", true}, {"to", "URL", "an empty one, or a new file", true}},
     .prints_data = true,
     .run = command_store_copy},
    {.name = "routes",
     .summary = "list every door of the platform",
     .text = "Prints the method, the path and the action that may() is asked about, of every route.",
     .prints_data = true,
     .hidden = true,
     .run = command_routes},
    {.name = "demo code", // before "demo": the longer name first
     .operands = "USERNAME",
     .summary = "a current sign-in code of a demo account",
     .text = "Prints the six digits that an authenticator app would show now for this account of the demo.",
     .options = {DATA_OPTION},
     .run = command_demo_code},
    {.name = "demo",
     .summary = "make a data folder with invented data",
     .text = "Fills an empty data folder with invented organisations, accounts and signals of the past two years, and\n"
             "prints how to sign in. Serve it with: baken serve --demo --data DIR",
     .options = {DATA_OPTION,
                 {"seed", "N", "other stories, places and moments (1)", false},
                 {"signals", "N", "how many signals (1000)", false}},
     .run = command_demo},
    {.name = "account list",
     .summary = "who can sign in",
     .text = "Lists every account with its organisation, roles and state.",
     .options = {DATA_OPTION},
     .prints_data = true,
     .run = command_account_list},
    {.name = "account create",
     .summary = "make the first account of an organisation",
     .text = "Makes an organisation (when it is not there yet) and a complete account, and prints the password and the "
             "key\n"
             "for the authenticator app once. Works only while nobody holds the key of the organisation; after that\n"
             "colleagues invite each other on the screen.",
     .options = {DATA_OPTION,
                 ACCOUNT_OPTIONS,
                 {"password-stdin", NULL, "read the password from standard input instead of making one up", false}},
     .prints_data = true,
     .run = command_account_create},
    {.name = "account invite",
     .summary = "invite the first person of an organisation",
     .text =
         "Makes an organisation (when it is not there yet) and prints an invitation code for its first person, who\n"
         "chooses a password and links an authenticator app at /uitnodiging.",
     .options = {DATA_OPTION, ACCOUNT_OPTIONS},
     .prints_data = true,
     .run = command_account_invite},
    {.name = "account disable",
     .operands = "USERNAME",
     .summary = "close an account at once",
     .text = "Ends the sessions of an account and keeps it from signing in. What the account did stays in the ledger.",
     .options = {DATA_OPTION},
     .run = command_account_disable},
    {.name = "audit verify",
     .summary = "check that the ledger was not altered",
     .text =
         "Reads the whole ledger against its hashes, signatures and the heads file. Exit code 0: intact; 5: altered.",
     .options = {DATA_OPTION},
     .prints_data = true,
     .run = command_audit_verify},
    {.name = "audit export",
     .summary = "print the ledger",
     .text = "Prints one JSON object for each entry, newest first.",
     .options = {DATA_OPTION,
                 {"from", "DAY", "from this day on: 2026-11-22", false},
                 {"to", "DAY", "until the end of this day", false}},
     .run = command_audit_export},
    {.name = "backup",
     .operands = "FOLDER",
     .summary = "copy everything into two sealed files",
     .text =
         "Writes two files into FOLDER while the platform runs, sealed with a passphrase or a key, and reads them\n"
         "back: baken-DAY-N.data holds the store with its files, baken-DAY-N.keys what opens the records. Of the keys\n"
         "only the newest file is kept: a record that was erased then opens from no data file, however old. The\n"
         "newest keys open every older data file. Keep the two apart, and the passphrase elsewhere.",
     .options = {DATA_OPTION,
                 BACKUP_KEY_OPTIONS,
                 {"keys", "FOLDER", "put the keys here (the same folder)", false},
                 {"keep", "N", "remove all but the newest N data files (all are kept)", false},
                 {"only-keys", NULL, "only the keys: quick, for after erasing and in between", false}},
     .prints_data = true,
     .run = command_backup},
    {.name = "restore",
     .operands = "DATA KEYS",
     .summary = "put a backup back",
     .text =
         "Takes a data file and the newest keys file, which may be newer than the data. Reads both whole first and\n"
         "writes nothing when one is damaged; says where. Never overwrites: the data folder and the store\n"
         "must be empty, or not be there. What was erased since the data were copied is erased again. Then it checks\n"
         "the store and the ledger.",
     .options = {{"data", "DIR", "the new data folder", false},
                 {"store", "URL", "an empty postgres://HOST/NAME (or in BAKEN_STORE); else baken.db in DIR", false},
                 BACKUP_KEY_OPTIONS,
                 {"check", NULL, "only read the files, and say whether they are whole", false},
                 {"older-keys", NULL, "take keys older than the data; newer records stay closed", false}},
     .prints_data = true,
     .run = command_restore},
    {.name = "retention",
     .summary = "how much is kept too long, and erasing it",
     .text = "Counts of each kind of record what is past its term, what will be this month and the next, what\n"
             "somebody decided to hold, and what was erased. The platform erases every day what is due; --run does it now, at\n"
             "most 5000 records in one go. What is erased does not come back: make a backup of the keys afterwards.",
     .options = {DATA_OPTION, {"run", NULL, "erase what is past its term and not held", false}},
     .prints_data = true,
     .run = command_retention},
    {.name = "doctor",
     .summary = "look for weak spots",
     .text = "Says of each thing it looks at OK, WARNING or DANGER, and what to do. Exit code 5 when something is in "
             "danger.",
     .options = {DATA_OPTION, {"quick", NULL, "not the whole ledger and not every page of the store", false}},
     .prints_data = true,
     .run = command_doctor},
    {.name = "rules list",
     .summary = "which versions of the decision tables there are",
     .text = "Lists every version of every table with its state, and the drafts and proposals that are open.",
     .options = {DATA_OPTION},
     .prints_data = true,
     .run = command_rules_list},
    {.name = "rules eval",
     .operands = "FILE.dmn",
     .summary = "ask a decision table",
     .text = "Evaluates a decision with the inputs of a JSON object and tells which rule fired and why.",
     .options = {{"decision", "NAME", "which decision; needed when the file has several", false},
                 {"input", "JSON", "for example '{\"minderjarig\": \"ja\"}'", false}},
     .prints_data = true,
     .run = command_rules_eval},
    {.name = "rules check",
     .operands = "FILE.dmn...",
     .summary = "read decision tables and say what is wrong with them",
     .text = "Loads each file as the platform would, and looks for inputs that no rule covers, rules that overlap or "
             "contradict each other, rules that never count and inputs that no rule asks, each with an example. Exit "
             "code 2 with file, line and reason when a file is refused; 5 when a table has an error, so that it can't "
             "go live.",
     .prints_data = true,
     .run = command_rules_check},
    {.name = "rules tck",
     .operands = "DIR",
     .summary = "run test cases of decision tables",
     .text =
         "Runs every *-test-*.xml (the format of the DMN Technology Compatibility Kit) in a folder and those below it.",
     .run = command_rules_tck},
    {.name = "man",
     .summary = "print the man page",
     .text = "Writes the man page from the table of commands.",
     .hidden = true,
     .run = command_man},
    {.name = "plan check",
     .summary = "does the national plan agree with itself?",
     .text = "Adds up the budget against every printed total, looks for places where plan, planning and budget differ,\n"
             "and lists all recorded contradictions with the reading chosen. Exit code 0: every sum is as printed and\n"
             "every contradiction found has a reading; 5: not so; 2: a file is not valid.",
     .options = {PLAN_OPTIONS},
     .prints_data = true,
     .run = command_plan_check},
    {.name = "plan budget",
     .summary = "what was reserved, committed and spent, per line and year",
     .text = "Amounts in euro. What the sources do not tell is null in JSON. With --data what the core team booked in\n"
             "that installation counts as well, up to today.",
     .options = {PLAN_OPTIONS,
                 {"data", "DIR", "add the books of this data folder", false},
                 {"store", "URL", "postgres://HOST/NAME (or in BAKEN_STORE); else baken.db in the data folder", false}},
     .prints_data = true,
     .run = command_plan_budget},
    {.name = "plan report",
     .summary = "the report of a quarter, or of half a year",
     .text = "Writes the report of a quarter to the steering group, or with --half that of half a year to\n"
             "Parliament: what changed, lines, money, planning, indicators, risks, decisions, with charts and\n"
             "tables. The ending of FILE chooses: .html, which prints on A4, .pdf, or .xlsx. The same plan gives\n"
             "the same bytes. With --data or --store the figures are those of this moment.",
     .options = {PLAN_OPTIONS,
                 {"quarter", "QUARTER", "2025Q1; from 2023 to 2027", false},
                 {"half", "HALF", "2025H1, instead of a quarter", false},
                 {"language", "LANG", "nl (as it is without) or en", false},
                 {"data", "DIR", "with what this installation knows: progress, money, indicators", false},
                 {"store", "STORE", "the same, where its store is elsewhere", false},
                 {"out", "FILE", "the file to write: .html, .pdf or .xlsx", true}},
     .run = command_plan_report},
    {.name = "plan export",
     .summary = "the whole plan for other programs",
     .text = "Prints the actions as CSV, or with --json every table. --xlsx FILE and --ics FILE write a workbook\n"
             "and a calendar of all deadlines instead.",
     .options = {PLAN_OPTIONS,
                 {"csv", NULL, "actions with what is reserved for them; as it is without options", false},
                 {"xlsx", "FILE", "every table as a workbook", false},
                 {"ics", "FILE", "deadlines as a calendar", false}},
     .prints_data = true,
     .run = command_plan_export},
    {.name = "mse fit",
     .operands = "FILE.csv",
     .summary = "how many people does nobody see? (multiple systems estimation)",
     .text =
         "Estimates from overlapping lists how many presumed victims stand on none of them. FILE.csv has a header, a\n"
         "column of 0 and 1 for each list, columns for covariates if any, and last a column named count; without\n"
         "that column each row is one person. When the lists overlap too little it says so instead of a number.",
     .options = {MSE_OPTIONS,
                 {"covariates", NULL, "one model over lists and covariates; by bic, or --model aic", false},
                 {"year", "COL", "the covariate that holds years", false},
                 {"degree", "D", "years enter as a curve of this degree; 0: each year by itself (0)", false},
                 {"by", "COLS", "a row for each combination of these covariates", false},
                 {"population", "FILE", "CSV: covariates, and last the number of people; for rates", false},
                 {"absent", NULL, "a list with nobody at a value (a year) did not exist there", false},
                 {"way", "HOW", "search (default), fixed (as the Dutch studies), profile, or average: no model", false},
                 {"doubtful", "LIST", "who is on this list alone may not belong; with --way average", false}},
     .prints_data = true,
     .run = command_mse_fit},
    {.name = "mse check",
     .operands = "FILE.csv",
     .summary = "how much is such an estimate worth?",
     .text = "Fits as `mse fit` does, then asks what other methods, thresholds, models and lists would have said and "
             "how well\n"
             "the model fits, and weighs it: usable, fragile, or do not publish a single figure; with the reasons.",
     .options = {MSE_OPTIONS},
     .prints_data = true,
     .run = command_mse_check},
    {.name = "mse report",
     .operands = "FILE.csv",
     .summary = "a report of an estimate that can be published and made again",
     .text = "Writes a folder: report.html with charts, result.json, estimates.csv, result.xlsx and the input. The page\n"
             "says with which command, seed and version it was made.",
     .options = {MSE_OPTIONS,
                 {"out", "DIR", "the folder to write", true},
                 {"lang", "nl|en", "the language of the page (nl)", false},
                 {"trials", "N", "simulated populations that test the interval (50)", false},
                 {"covariates", NULL, "one model over lists and covariates; by bic, or --model aic", false},
                 {"year", "COL", "the covariate that holds years", false},
                 {"degree", "D", "years enter as a curve of this degree; 0: each year by itself (0)", false},
                 {"by", "COLS", "a row for each combination of these covariates", false},
                 {"population", "FILE", "CSV: covariates, and last the number of people; for rates", false},
                 {"way", "HOW", "search (default), fixed (as the Dutch studies), profile, or average: no model", false},
                 {"doubtful", "LIST", "who is on this list alone may not belong; with --way average", false},
                 {"absent", NULL, "a list with nobody at a value (a year) did not exist there", false}},
     .run = command_mse_report},
    {.name = "mse simulate",
     .operands = "FILE.csv",
     .summary = "does the interval hold what it promises?",
     .text = "Draws populations of known size from the model that fits FILE.csv, estimates each of them with its\n"
             "interval and counts how often the truth lies inside.",
     .options = {MSE_OPTIONS, {"trials", "N", "how many populations (100)", false}},
     .prints_data = true,
     .run = command_mse_simulate},
    {.name = "shelter match",
     .summary = "which places fit a request, in what order, and why the others do not",
     .text = "Matches a request, without a name, with every active unit in the store. Reads only; nothing is asked or\n"
             "held. FILE.json is one object; an unknown key or word is refused, with those that are right.\n"
             "docs/shelter.md lists them all. For example:\n"
             "  {\"kind\": \"crisis\", \"placer\": \"police\", \"sex\": \"man\", \"age\": 34, \"form\": \"labour\",\n"
             "   \"residence\": \"eu\", \"region\": \"VR17\", \"avoid\": [\"VR17\"], \"languages\": [\"pl\"]}",
     .options = {DATA_OPTION, {"request", "FILE", "the request, as JSON", true}},
     .prints_data = true,
     .run = command_shelter_match},
    {.name = "shelter simulate",
     .summary = "where do places fall short: synthetic years against present supply",
     .text = "People who need shelter arrive, providers are asked in three ways (the first that fits, by our score,\n"
             "all at once), stays end, patience ends. Every way meets the same people. Averages over runs, with 95 %\n"
             "intervals. Who arrives, how often providers refuse and how fast they answer are assumptions: in a file\n"
             "that you can change (docs/shelter.md). Not a forecast. Without --data: the units of the assumptions and\n"
             "the rules that came with the program. Same seed, same answer, whatever the number of threads.",
     .options = {{"data", "DIR", "take supply and rules from this data folder", false},
                 {"store", "URL", "or from this store (or BAKEN_STORE)", false},
                 {"assumptions", "FILE", "who arrives and how providers answer, as JSON", false},
                 {"add", "KIND:PLACES:REGION", "with a new unit that takes everybody: crisis:20:VR17", false},
                 {"seed", "S", "same seed, same answer (1)", false},
                 {"years", "N", "years that count, after one to fill the houses (3)", false},
                 {"runs", "N", "how often (20); more runs, narrower intervals", false},
                 {"policy", "NAME", "only first, score or broadcast", false},
                 {"threads", "N", "threads (one for each core); the answer is the same", false},
                 {"csv", NULL, "print CSV", false},
                 {"chart", "FILE.svg", "write a chart", false}},
     .prints_data = true,
     .run = command_shelter_simulate},
    {0},
};

static size_t words_of(const char *name) { return strchr(name, ' ') ? 2 : 1; }

static const Command *find(int argc, char **argv)
{
    for (const Command *c = commands; c->name; c++) {
        size_t n = words_of(c->name);
        if ((size_t)argc <= n) continue;
        Str name = str_c(c->name), first = str_cut(&name, ' ');
        if (str_eq_c(first, argv[1]) && (n == 1 || str_eq_c(name, argv[2]))) return c;
    }
    return NULL;
}

static void usage(FILE *to)
{
    fprintf(to, "baken - from a signal of human trafficking to the right help\n\nusage: baken COMMAND [options]\n\n");
    for (const Command *c = commands; c->name; c++)
        if (!c->hidden) fprintf(to, "  %-18s %s\n", c->name, c->summary);
    fprintf(to, "\n`baken COMMAND --help` tells more.\n");
}

static void help(const Command *c)
{
    printf("usage: baken %s%s%s%s\n\n%s\n\n", c->name, c->options[0].name ? " [options]" : "", c->operands ? " " : "",
           c->operands ? c->operands : "", c->text);
    for (const Option *o = c->options; o->name; o++)
        printf("  --%s%s%-*s %s%s\n", o->name, o->value ? " " : "",
               (int)(24 - (int)strlen(o->name) - (o->value ? 1 : 0)), o->value ? o->value : "", o->help,
               o->required ? " (required)" : "");
    if (c->prints_data) printf("  --%-24s %s\n", "json", "print JSON");
    printf("  --%-24s %s\n", "help", "this text");
}

static Err parse_option(Args *a, const char *word, char **argv, int argc, int *at)
{
    Str name = str_c(word), value = name;
    name = str_cut(&value, '=');
    bool inline_value = value.p != NULL;
    for (size_t i = 0; i < OPTIONS_MAX && a->command->options[i].name; i++) {
        const Option *o = &a->command->options[i];
        if (!str_eq_c(name, o->name)) continue;
        if (!o->value) a->values[i] = "";
        else if (inline_value) a->values[i] = value.p; // the tail of a NUL-terminated word
        else if (*at + 1 < argc) a->values[i] = argv[++*at];
        else return why(&a->why, E_INPUT, "--%s needs a value: %s", o->name, o->value);
        return OK;
    }
    if (a->command->prints_data && str_eq_c(name, "json")) {
        a->json = true;
        return OK;
    }
    return why(&a->why, E_INPUT, "unknown option --%.*s; see baken %s --help", STR_ARG(name), a->command->name);
}

static Err parse(Args *a, int argc, char **argv)
{
    for (int i = 1 + (int)words_of(a->command->name); i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0) {
            TRY(parse_option(a, argv[i] + 2, argv, argc, &i));
        } else {
            if (a->operand_count == OPERANDS_MAX || !a->command->operands)
                return why(&a->why, E_INPUT, "unexpected: %s", argv[i]);
            a->operands[a->operand_count++] = argv[i];
        }
    }
    for (size_t i = 0; i < OPTIONS_MAX && a->command->options[i].name; i++)
        if (a->command->options[i].required && !a->values[i])
            return why(&a->why, E_INPUT, "--%s %s is required", a->command->options[i].name,
                       a->command->options[i].value);
    return OK;
}

static bool asks_help(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
    return false;
}

int command_main(int argc, char **argv)
{
    const Command *c = find(argc, argv);
    if (!c) {
        bool wanted = argc > 1 && (asks_help(argc, argv) || strcmp(argv[1], "help") == 0);
        usage(wanted ? stdout : stderr);
        if (!wanted && argc > 1)
            fprintf(stderr, "\nbaken: there is no command \"%s%s%s\"\n", argv[1], argc > 2 ? " " : "",
                    argc > 2 ? argv[2] : "");
        return wanted ? 0 : err_exit(E_INPUT);
    }
    if (asks_help(argc, argv)) {
        help(c);
        return 0;
    }
    CLEANUP(arena_freep) Arena *mem = arena_new(MB(256));
    Args a = {.command = c, .mem = mem};
    Err e = parse(&a, argc, argv);
    if (e == OK) e = c->run(&a);
    // What a screen would say in Dutch is said in English here, when it is a known text.
    if (e != OK) fprintf(stderr, "baken %s: %s\n", c->name, a.why.text[0] ? tr(LANG_EN, a.why.text) : err_text(e));
    return err_exit(e);
}

static size_t index_of(const Args *a, const char *name)
{
    size_t i = 0;
    while (i < OPTIONS_MAX && a->command->options[i].name && strcmp(a->command->options[i].name, name) != 0) i++;
    assert(i < OPTIONS_MAX && a->command->options[i].name);
    return i;
}

const char *arg_value(const Args *a, const char *name, const char *otherwise)
{
    const char *v = a->values[index_of(a, name)];
    return v ? v : otherwise;
}

bool arg_on(const Args *a, const char *name) { return a->values[index_of(a, name)] != NULL; }

Err arg_int(Args *a, const char *name, int64_t otherwise, int64_t min, int64_t max, int64_t *ret_v)
{
    const char *text = arg_value(a, name, NULL);
    int64_t v = otherwise;
    if (text && str_int(str_c(text), min, max, &v) != OK)
        return why(&a->why, E_INPUT, "--%s: a number from %lld to %lld", name, (long long)min, (long long)max);
    *ret_v = v;
    return OK;
}

void progress(const char *text, int64_t done, int64_t all)
{
    if (!isatty(STDERR_FILENO) || all <= 0) return;
    fprintf(stderr, "\r%s  %lld %%%s", text, (long long)(done * 100 / all), done == all ? "\n" : "");
    fflush(stderr);
}
