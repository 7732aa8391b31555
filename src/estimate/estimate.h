// SPDX-FileCopyrightText: Baken contributors
// SPDX-License-Identifier: EUPL-1.2
// estimate.h - how many people does nobody see? Multiple systems estimation (capture-recapture on lists).
//
// A Capture counts people by history: a bit mask of the lists they stand on. History 0, on no list, is the hidden
// part. A Terms is the row of interactions that a model may have; a Model is a set of them, a bit each; the intercept
// and the lists themselves are always in. A Fit is what a model says, and whether it may say anything: a table with
// empty overlaps can have no finite estimate (Fienberg & Rinaldo 2012; Chan, Silverman & Vincent 2021). That is
// checked exactly, in whole numbers, before anything is fitted.
// A Plan is a way to choose a model; plan_run() chooses and fits. Whatever is repeated (bootstrap, jackknife) repeats
// the whole plan, so that an interval knows of the choice.
// Pure: no store, no clock, no files. The same seed gives the same answer for every number of threads.
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "estimate/parallel.h"

enum {
    LISTS_MAX = 10,
    CELLS_MAX = 1 << LISTS_MAX,
    TERMS_MAX = 64, // parameters of one model; candidate interactions fit in one word
    COVARIATES_MAX = 8,
    LEVELS_MAX = 40,
    ROWS_MAX = 200000,
    PEOPLE_ROWS_MAX = 20000,
    MODELS_MAX = 200000,
    REPLICATES_MAX = 100000,
    REASONS_MAX = 24,
};
#define COUNT_LIMIT 10000000.0     // people in one table
#define PEOPLE_LIMIT 10000000000.0 // people in one row of a population

// ---- the table ----------------------------------------------------------------------------------------------------
typedef struct Capture {
    int lists;
    double total;
    double n[CELLS_MAX]; // by history; n[0] is not used
} Capture;

typedef struct Covariate {
    Str name;
    Str levels[LEVELS_MAX];
    int count;
} Covariate;

typedef struct TableRow {
    unsigned history;
    double n;
    unsigned char level[COVARIATES_MAX];
} TableRow;

typedef struct Table {
    int lists, covariates;
    Str names[LISTS_MAX];
    Covariate covariate[COVARIATES_MAX];
    TableRow *rows;
    size_t row_count;
} Table;

// CSV with a header: list columns hold 0 or 1, covariate columns anything, the last is the count when it is named
// count, n, freq, number or aantal; else each row is one person. `lists`: names with commas of the columns that are
// lists, or empty: then every column of only 0 and 1 is one. Texts are views into `csv`.
Err table_read(Arena *mem, Str csv, Str lists, Table *ret_table, Why *w) MUST_USE;
Err table_read_in(Arena *mem, Str csv, Str lists, bool dutch, Table *ret_table, Why *w) MUST_USE; // faults in Dutch

// How many people live there, for a rate: a column for each of some covariates of the table, last the number.
typedef struct PeopleRow {
    unsigned char level[COVARIATES_MAX]; // by column; LEVELS_MAX for a value that the table does not have
    double n;
} PeopleRow;
typedef struct People {
    int columns, covariate[COVARIATES_MAX];
    PeopleRow *rows;
    size_t row_count;
} People;
Err people_read(Arena *mem, Str csv, const Table *t, bool dutch, People *ret_people, Why *w) MUST_USE;
double people_count(const People *p, const int *level); // level: by covariate of the table, -1 for any

void table_capture(const Table *t, Capture *ret_c);
int table_covariate(const Table *t, Str name);                                // -1 when there is none
void table_stratum(const Table *t, int covariate, int level, Capture *ret_c); // the part with this level
void capture_drop(const Capture *c, int list, Capture *ret_c);                // who stood on that list alone is gone
void capture_merge(const Capture *c, int a, int b, Capture *ret_c);           // two lists become one, at the place of a
// Those on one list, by the other lists: ret_c leaves out who is on no other, so that ret_known, everybody on the list,
// is a population of known size to try an estimate on.
void capture_given(const Capture *c, int list, Capture *ret_c, double *ret_known);

// The table as it would be if this share of the links between records of a person was missed (false when fewer people
// are on one list than that would take), or was false; expected counts, so not whole numbers. A history that would have
// fewer than nobody has nobody.
bool capture_missed_links(const Capture *c, double share, Capture *ret_c);
void capture_false_links(const Capture *c, double share, Capture *ret_c);
// Counts rounded to `unit`; of those below it each is taken to be `small`.
void capture_rounded(const Capture *c, double unit, double small, Capture *ret_c);

// ---- models -------------------------------------------------------------------------------------------------------
typedef struct Terms {
    int lists, count;
    unsigned mask[TERMS_MAX]; // order 2 first: 12, 13, ..., 123, ...
} Terms;
typedef uint64_t Model;

Err terms_make(int lists, int max_order, Terms *ret_terms, Why *w) MUST_USE;
bool model_hierarchical(const Terms *t, Model m);
Err models_all(Arena *mem, const Terms *t, Model **ret_models, size_t *ret_count, Why *w) MUST_USE;
Str term_name(Arena *mem, const Str *names, unsigned mask); // "LA:NG"

typedef enum Status { FIT_OK, FIT_NONE, FIT_UNKNOWABLE, FIT_NEITHER, FIT_FAILED } Status;

typedef struct Fit {
    Status status;
    int params, infinite; // params counts the infinite ones too
    int df;
    double hidden, estimate, se; // se of log(hidden)
    double loglik, aic, bic, deviance;
    double mu[CELLS_MAX]; // fitted; mu[0] = hidden
    Model at_infinity;    // terms whose estimate is minus infinity
} Fit;

typedef struct Work Work; // scratch and the memory of existence checks; one per thread
Work *work_new(void);
void work_freep(Work **w); // for CLEANUP; accepts NULL inside
Status fit_status(Work *w, const Capture *c, const Terms *t, Model m);
void fit_model(Work *w, const Capture *c, const Terms *t, Model m, Fit *ret_fit); // status is checked first
// Where a model has no estimate because the likelihood rises for ever, it may have one in the limit: on the face of the
// model where the cells that go to zero are left out (Fienberg & Rinaldo 2012). `emptied` of the cells go to zero; the
// hidden part is either settled there (FIT_OK) or not, and then no number means anything.
typedef struct Face {
    Status status;
    int emptied;
    unsigned first[4]; // some of the histories that go to zero
    double hidden, estimate, deviance;
} Face;
void fit_face(Work *w, const Capture *c, const Terms *t, Model m, Face *ret_face);
// Profile likelihood of the population (Cormack 1992): ret_high is infinite when it is not reached.
typedef struct Profile {
    double estimate, low, high;
} Profile;
bool fit_profile(Work *w, const Capture *c, const Terms *t, Model m, double level, Profile *ret_profile);

// ---- choosing -----------------------------------------------------------------------------------------------------
// BY_FORWARD is the way of the first British study (Bales, Hesketh & Silverman 2015): the term with the best AIC, while
// its own z-test stays below the threshold; a term at minus infinity fails that test, as it did there. BY_DOWNHILL
// takes the step that lowers BIC most until none does: for tables with more models than can be tried.
typedef enum Method { BY_MAIN, BY_STEPWISE, BY_AIC, BY_BIC, BY_CHAO, BY_FIXED, BY_FORWARD, BY_DOWNHILL } Method;

typedef struct Plan {
    Method method;
    double threshold; // of stepwise and forward
    Terms terms;
    Model fixed;
    const Model *models; // BY_AIC, BY_BIC: those to choose from
    size_t model_count;
    const float *starts; // of plan_starts(); NULL: none
} Plan;

typedef struct Choice {
    Status status;
    Model model;
    int step_count;
    unsigned char steps[TERMS_MAX]; // indexes into terms, in order of choice
    Fit fit;
} Choice;

// BY_AIC, BY_BIC: fits each model to c once, so that on resamples of c its fit begins close by.
void plan_starts(Arena *mem, const Capture *c, Plan *p);
void plan_run(Work *w, const Capture *c, const Plan *p, Choice *ret_choice);
double chao_lower(const Capture *c, double *ret_se_log); // hidden part at least; infinite without people on two lists

typedef struct Ranked {
    Model model;
    Status status;
    double estimate, bic, aic, deviance;
    int params;
} Ranked;
// Every model with its estimate, best first (those without an estimate last), by BIC or AIC.
void rank_models(const Capture *c, const Terms *t, const Model *models, size_t count, bool by_aic, int threads,
                 Ranked *ret_ranked);

// ---- how sure -----------------------------------------------------------------------------------------------------
typedef struct Boot {
    int replicates, kept;    // kept: those with an estimate
    double *estimate;        // sorted, kept of them
    double *by_replicate;    // unsorted; NAN where there was no estimate
    double z0, acceleration; // of BCa
    Model *models;           // of each replicate, unsorted; with `statuses`
    unsigned char *statuses;
} Boot;
// Resamples the people and repeats the plan in each; the jackknife gives BCa its acceleration.
Err bootstrap(Arena *mem, const Capture *c, const Plan *p, double estimate, int replicates, uint64_t seed, int threads,
              Boot *ret_boot, Why *w) MUST_USE;
double boot_percentile(const Boot *b, double p);
double boot_bca(const Boot *b, double p);
double boot_bca_share(const Boot *b, double p); // of the replicates that lie below it
// One resample of the people, by number: replicate i of this seed.
void resample(const Capture *c, uint64_t seed, uint64_t number, Capture *ret_c);
// Each person of c stays with this chance.
void thin(const Capture *c, double share, uint64_t seed, uint64_t number, Capture *ret_c);
// A population of `size` people with history chances mu/sum(mu) (mu[0] too); the unseen are left out.
void simulate(const double *mu, int lists, double size, uint64_t seed, uint64_t number, Capture *ret_c);

// ---- lists and covariates in one model ----------------------------------------------------------------------------
enum {
    VARIABLES_MAX = LISTS_MAX + COVARIATES_MAX,
    PAIRS_MAX = VARIABLES_MAX * (VARIABLES_MAX - 1) / 2,
    CROSSED_MAX = 16384,
    COLUMNS_MOST = 240,
    CROSSED_STEPS_MAX = 200,
    DEGREE_MAX = 3,
};

// Every history by every combination of covariate values (a stratum). Variables: the lists, then the covariates.
typedef struct Crossed {
    int lists, covariates, levels[COVARIATES_MAX], variables, pairs;
    int reference[COVARIATES_MAX]; // the most frequent value
    int year, degree;              // the covariate that enters as a curve (a polynomial of this degree); -1: none
    unsigned char pair[PAIRS_MAX][2];
    size_t cells, strata; // cell = stratum * 2^lists + history
    unsigned char *at;    // level of a stratum: COVARIATES_MAX for each
    bool *absent;         // cells that nobody can be in: a list did not exist there
    double total, *n;
} Crossed;

typedef struct CrossedStep { // of the search
    int pair;                // -1: the start, every variable by itself
    bool added;              // or taken out
    int params;
    double deviance, aic, aicc, bic, estimate;
} CrossedStep;

typedef struct CrossedFit {
    Status status;
    bool on[PAIRS_MAX]; // the two-way terms: list by list, list by covariate, covariate by covariate
    int params, df;
    double bic, aic, deviance, estimate;
    int step_count;
    CrossedStep steps[CROSSED_STEPS_MAX];
    double *mu; // by cell; of history 0 the hidden
} CrossedFit;

// Over all covariates of the table. degree 0: years, if any, are values like others; else covariate `year`, whose
// values stand in order, enters as a curve of that degree, so that a trend is smooth.
Err crossed_make(Arena *mem, const Table *t, int year, int degree, Crossed *ret_x, Why *w) MUST_USE;
// A list with nobody at a value of a covariate (a year before it began) did not exist there, instead of finding nobody.
// Returns how many such pairs of a list and a value there are.
int crossed_absent(Crossed *x);
int crossed_level(const Crossed *x, size_t stratum, int covariate);
// From main effects, the two-way term that lowers BIC most is added or taken out, until none does; then, when asked,
// the same by AIC (van Dijk, Cruyff & van der Heijden). A term without a finite estimate is never taken.
void crossed_search(Arena *mem, const Crossed *x, bool by_aic, CrossedFit *ret_fit);
// CROSSED_ANEW resamples the people and searches anew in each replicate. CROSSED_FIXED draws populations from the model
// and fits it again, as the Dutch studies do; it does not know that the model was chosen. ret_by_stratum: replicates
// rows of x->strata estimated numbers, NAN where there was no estimate.
typedef enum CrossedBoot { CROSSED_ANEW, CROSSED_FIXED } CrossedBoot;
void crossed_bootstrap(Arena *mem, const Crossed *x, const CrossedFit *f, CrossedBoot kind, bool by_aic, int replicates,
                       uint64_t seed, int threads, double *ret_by_stratum);

// Profile likelihood of how many there are in some strata (`in`), for the model of f. False when it cannot be made.
bool crossed_profile(Arena *mem, const Crossed *x, const CrossedFit *f, const bool *in, double level,
                     Profile *ret_profile);
// Without one model: the average over all models of two-way terms (Overstall & King 2014), by how probable each is. The
// prior is that of Sabanes Bove & Held, or with `unit` a unit of information. Of whom is on the list `doubtful` alone
// it is not known whether they belong: their number is a limit (-1: no such list). ret_by_stratum: `draws` rows of
// x->strata numbers of people from the posterior.
enum { AVERAGE_CHAINS = 4, AVERAGE_DRAWS = 8000 };
typedef struct CrossedMean {
    double on[PAIRS_MAX]; // how probable each term is
    double best;          // how probable the most probable model is
    bool best_on[PAIRS_MAX];
    size_t models;    // that were met
    double rhat, ess; // of the chains: above 1.05 they do not agree
} CrossedMean;
Err crossed_average(Arena *mem, const Crossed *x, int doubtful, bool unit, uint64_t seed, int threads, int draws,
                    CrossedMean *ret_mean, double *ret_by_stratum, Why *w) MUST_USE;

// ---- does it fit? -------------------------------------------------------------------------------------------------
typedef struct GoodFit {
    double x2, g2; // Pearson's and the likelihood ratio
    double p_x2,
        p_g2; // share of tables simulated from the model that fit as badly; the chi-square law needs more people
    int replicates;
} GoodFit;
void good_fit(const Capture *c, const Terms *t, Model m, const Fit *fit, int replicates, uint64_t seed, int threads,
              GoodFit *ret_good);
double residual_pearson(double seen, double expected);
double residual_freeman_tukey(double seen, double expected);

// ---- without one model --------------------------------------------------------------------------------------------
enum { LCM_CHAINS = 4, LCM_SWEEPS = 20000 };
typedef struct Posterior {
    double mean, median, low, high;
    size_t models;    // graphs, or classes at most
    bool cut;         // of graphs: the posterior does not end within what can be counted
    double rhat, ess; // of chains: above 1.05 they do not agree, and there is no estimate
} Posterior;
// Model averaging over decomposable graphs, prior 1/N, 3 to 6 lists; exact.
Err graphs_average(Arena *mem, const Capture *c, double level, int threads, Posterior *ret_posterior, Why *w) MUST_USE;
// The same on a coarse grid that ends, as published numbers are made: `points` from 1 to `times` those who were seen.
// What lies beyond is left out; to compare with.
Err graphs_average_coarse(Arena *mem, const Capture *c, double level, double times, int points, int threads,
                          Posterior *ret_posterior, Why *w) MUST_USE;
// Latent classes; `sweeps` in each of LCM_CHAINS chains, after half as many that are thrown away.
void classes_sample(Arena *mem, const Capture *c, double level, uint64_t seed, int sweeps, int threads,
                    Posterior *ret_posterior);
// The same model by plain walks, begun as the first program for it begins, and laid together: what published numbers
// are made of. ret_medians: of each walk. To compare with; not an answer.
void classes_walks(Arena *mem, const Capture *c, double level, uint64_t seed, int sweeps, int walks, int threads,
                   Posterior *ret_posterior, double *ret_medians);

// Bayesian thresholding (Silverman 2020, section 6): all pairs of lists with a normal(0, 1) prior on each interaction;
// those whose posterior mean is under two standard deviations go, and the rest is fitted anew. By importance sampling
// from a multivariate t at the mode; `ess` says how good that was. ret_kept: the pairs that stayed.
Err threshold_sample(Arena *mem, const Capture *c, double level, uint64_t seed, int draws, int threads,
                     Posterior *ret_posterior, Model *ret_kept, Why *w) MUST_USE;

// ---- numbers ------------------------------------------------------------------------------------------------------
typedef struct Chance {
    uint64_t s[4];
} Chance;
Chance chance_new(uint64_t seed, uint64_t stream);
uint64_t chance_next(Chance *d);
double chance_unit(Chance *d); // in (0, 1)
uint64_t chance_below(Chance *d, uint64_t n);
double chance_normal(Chance *d);
double chance_gamma(Chance *d, double shape);
double chance_poisson(Chance *d, double mean);
double chance_binomial(Chance *d, double n, double p);

double normal_cdf(double z);
double normal_quantile(double p);
double poisson_below(double k, double mean); // P(X <= k)
double poisson_above(double k, double mean); // P(X >= k)
double chi2_above(double x, double df);
double log_gamma(double x);
double quantile8(const double *sorted, int n, double p); // type 8 of Hyndman & Fan
void sort_numbers(double *v, size_t n);
bool cholesky(double *a, int n); // lower triangle in place, rows of n; false when not positive definite
void cholesky_solve(const double *l, int n, double *x);
