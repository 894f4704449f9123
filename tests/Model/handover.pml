/*
 * The handover of a write group with the bond beneath it, as small as it can be and still go wrong: one record of two fields, two sides,
 * two nodes, one coordinator, the two streams of the link, and people who write at the legacy side without the hub.
 * What it abstracts from: migration-plan/decisions/0041-handover.md. Every budget below makes each run finite, so whatever holds
 * "in the end" is asserted where no step is left. FAULT_… leaves one guard of the protocol out, and the properties must notice.
 */

#define L 0                     /* the legacy side, and the stream that begins there */
#define N 1                     /* the new side, and the stream that begins there */
#define OTHER(s) (1 - (s))

#ifndef START
#define START L                 /* who owns the record at first */
#endif
#ifndef HANDOVERS
#define HANDOVERS 1
#endif
#ifndef HUB_WRITES
#define HUB_WRITES 2            /* through the two nodes */
#endif
#ifndef OFFICE_WRITES
#define OFFICE_WRITES 1         /* at the legacy side, past the hub */
#endif
#ifndef LAPSES
#define LAPSES 0                /* how often a node pauses until its lease has run out */
#endif
#ifndef LATES
#define LATES 0                 /* how often a write at legacy is given up and takes effect later */
#endif
#ifndef CRASHES
#define CRASHES 0               /* how often an applying process ends between its target and its commit */
#endif
#ifndef REPEATS
#define REPEATS 0               /* how often a message that is handled is delivered once more */
#endif

#define REVISIONS (2 * HANDOVERS + 2)
#define HAS(set, w) (((set) >> (w)) & 1)

/* Revisions. A held one keeps the owner that it takes the record from. */
byte cur;
bool held[REVISIONS];
bit own[REVISIONS];

/* The owner is evaluated in terms of the new revision. */
inline append(hold, owner) {
    cur++;
    held[cur] = hold;
    own[cur] = owner
}

/* Nodes: the revision served, the lease by the store's clock, and one write of a caller. */
mtype:lease = { holds, runOut, dead };
mtype:stage = { none, waits, decided, inFlight };
byte rev[2];
mtype:lease lease[2] = holds;
mtype:stage stage[2] = none;
bit field[2];
bit side[2];
bool stale[2];                  /* in flight when the lease ran out: a foreign write from then on */
byte late;                      /* a write that legacy commits after it was given up: its field + 1 */

/* The record at each side: each field holds the number of the write that it comes from, 0 for none. */
byte val[4];
byte ver[2];
byte told;                      /* up to which of legacy's versions the new side has its changes, by its own transaction */
byte out[2];                    /* the newest outbox entry of origin new … */
byte outVer;                    /* … and its version */

/* The hub's store: the bond, the inboxes, the barriers. */
byte base[2];
byte behind[2];                 /* up to which version of a side its changes lie behind */
byte inbox[2];
byte raised[2];
byte answered[2];
bool reads[2];                  /* has read the bond and not committed yet … */
bool overtaken[2];              /* … and the other stream has committed the bond since */

byte hubLeft = HUB_WRITES;
byte officeLeft = OFFICE_WRITES;
byte handoversLeft = HANDOVERS;
byte lapsesLeft = LAPSES;
byte latesLeft = LATES;
byte crashesLeft = CRASHES;
byte repeatsLeft = REPEATS;

/* What the properties remember: sets of writes. */
byte writes;
byte atNew;                     /* written at the new side */
byte foreign;                   /* not decided by the owner's revision: back office, late, stale */
byte replaced;                  /* overwritten by a write on the same side, whose writer could see it */
byte conflicting;               /* kept as one of a conflict's two values */
byte arrived[2];                /* took effect on that side */
bool forced;                    /* a rollback that took effect at its deadline, not caught up */

hidden byte w;
hidden byte k;
hidden byte r[2];
hidden byte x;
hidden byte y;

/* A write takes effect at a side: the service appends to its outbox in the same transaction. */
inline put(s, f, isForeign) {
    writes++;
    w = writes;
    if
    :: val[2 * (s) + (f)] != 0 -> replaced = replaced | (1 << val[2 * (s) + (f)])
    :: else
    fi;
    if
    :: (s) == N -> atNew = atNew | (1 << w)
    :: else
    fi;
    if
    :: isForeign -> foreign = foreign | (1 << w)
    :: else
    fi;
    arrived[s] = arrived[s] | (1 << w);
    val[2 * (s) + (f)] = w;
    ver[s]++;
    if
    :: (s) == N -> out[0] = val[2 * N]; out[1] = val[2 * N + 1]; outVer = ver[N]
    :: else
    fi;
    w = 0
}

proctype Node(bit i) {
end:
    do
    :: d_step { lease[i] == holds && rev[i] != cur -> rev[i] = cur }

    /* Counted in with the revision that decides it, or held. The first is of node 0 and field 0: either may be called so. */
    :: atomic {
        hubLeft > 0 && stage[i] == none && (i == 0 || hubLeft < HUB_WRITES) &&
#ifdef FAULT_LEASE_NOT_CHECKED
        lease[i] != dead ->
#else
        lease[i] == holds ->
#endif
        hubLeft--;
        if
        :: field[i] = 0
        :: hubLeft < HUB_WRITES - 1 -> field[i] = 1
        fi;
        side[i] = own[rev[i]];
        if
#ifdef FAULT_NO_HOLD
        :: false
#else
        :: held[rev[i]] -> stage[i] = waits
#endif
        :: else ->
#ifdef FAULT_COUNTED_AFTER_DECIDED
            stage[i] = decided
#else
            stage[i] = inFlight
#endif
        fi
       }
    :: d_step { stage[i] == decided -> stage[i] = inFlight }

    /* Decided anew by the revision that ends the hold. */
    :: d_step {
        stage[i] == waits && lease[i] == holds && !held[rev[i]] ->
#ifndef FAULT_HELD_BY_OLD_REVISION
        side[i] = own[rev[i]];
#endif
        stage[i] = inFlight
       }
    :: d_step {
        stage[i] == inFlight ->
        assert(stale[i] || side[i] == own[cur]);                       /* I1 */
        put(side[i], field[i], stale[i]);
        stage[i] = none; stale[i] = false; side[i] = 0; field[i] = 0
       }
    :: d_step {
        stage[i] == inFlight && side[i] == L && latesLeft > 0 && late == 0 ->
        latesLeft--;
        late = field[i] + 1;
        stage[i] = none; stale[i] = false; side[i] = 0; field[i] = 0
       }

    :: d_step {
        lapsesLeft > 0 && lease[i] == holds ->
        lapsesLeft--;
        lease[i] = runOut;
        stale[i] = (stage[i] == inFlight)
       }
    :: d_step {
        lease[i] == runOut ->
        lease[i] = holds;
#ifndef FAULT_LEASE_BEFORE_REVISION
        rev[i] = cur
#endif
       }
    :: d_step { lease[i] == runOut -> lease[i] = dead }
    od
}

/* People at the old system, and the write that it commits after its caller has given up. */
proctype Legacy() {
end:
    do
    :: d_step { officeLeft > 0 -> officeLeft--; put(L, 0, true) }
    :: d_step { officeLeft > 0 -> officeLeft--; put(L, 1, true) }
    :: d_step { late > 0 -> put(L, late - 1, true); late = 0 }
    od
}

#ifdef FAULT_ECHO_SENT
#define IS_SENT true
#else
#define IS_SENT (r[0] != m[0] || r[1] != m[1])
#endif

/* The two directions of one record are applied one after the other. */
#ifdef FAULT_BOTH_DIRECTIONS_AT_ONCE
#define MAY_APPLY true
#else
#define MAY_APPLY (!reads[TO])
#endif

#define NEWS ((s == L && ver[L] > inbox[L]) || (s == N && outVer > inbox[N]))
#define TO OTHER(s)
#define STANDS(k) val[2 * OTHER(s) + (k)]
#define IN_CONFLICT(k) (m[k] != STANDS(k) && b[k] != m[k] && b[k] != STANDS(k))
#define MERGED(k) (((m[k] == STANDS(k)) || (b[k] == m[k])) -> STANDS(k) : ((b[k] == STANDS(k) || wins) -> m[k] : STANDS(k)))

/* Both values of a conflicting field are kept before either is given up. */
inline keep(f) {
    if
    :: IN_CONFLICT(f) ->
        x = m[f];
        y = STANDS(f);
        /* What callers wrote through the hub, one after the other, meets as a conflict only after a forced rollback. */
        assert(forced || x == 0 || y == 0 || HAS(foreign, x) || HAS(foreign, y) || HAS(atNew, x) == HAS(atNew, y));
        /* I4: the new side's outbox says which entries came from legacy. */
        assert(s == L || HAS(atNew, x));
#ifndef FAULT_CONFLICT_NOT_KEPT
        conflicting = conflicting | (1 << x) | (1 << y)
#endif
    :: else
    fi;
    x = 0;
    y = 0
}

inline arrive(f) {
    if
    :: r[f] != STANDS(f) && r[f] != 0 && !HAS(conflicting, r[f]) ->
        assert(HAS(atNew, r[f]) != TO);                                /* I4 */
        assert(!HAS(arrived[TO], r[f]));                               /* I3 */
        arrived[TO] = arrived[TO] | (1 << r[f])
    :: else
    fi
}

/* What a target does in one transaction, or with the version it read. */
inline write() {
    arrive(0);
    arrive(1);
    replaces = true;
    ver[TO]++;
    STANDS(0) = r[0];
    STANDS(1) = r[1];
    if
    :: s == L && IS_SENT -> out[0] = r[0]; out[1] = r[1]; outVer = ver[N]
    :: else
    fi
}

proctype Stream(bit s) {
    byte m[2];                  /* the change under way … */
    byte v;                     /* … and its version, 0 for a reading that found nothing */
    byte b[2];                  /* the base as it was read */
    byte taken;
    byte seen;
    bool judged;
    bool replaces;
    bool keptConflict;
    bool wins;

end:
idle:
    atomic { NEWS || raised[s] != answered[s] };
    taken = raised[s];
    d_step {
        if
        :: s == L && NEWS -> m[0] = val[2 * L]; m[1] = val[2 * L + 1]; v = ver[L]
        :: s == N && NEWS -> m[0] = out[0]; m[1] = out[1]; v = outVer
        :: else -> v = 0
        fi
    };
#ifdef FAULT_ANSWERED_EARLY
    answered[s] = taken;
#endif

deliver:
    atomic {
        if
        :: v == 0 -> goto handled
        :: v > 0 && inbox[s] >= v -> goto handled
        :: v > 0 && inbox[s] < v && behind[s] >= v -> inbox[s] = v; goto handled
        :: v > inbox[s] && v > behind[s] && MAY_APPLY ->
            b[0] = base[0]; b[1] = base[1];
            wins = (own[cur] == s); reads[s] = true; overtaken[s] = false
        fi
    };

target:
    atomic {
        judged = true;
        replaces = false;
        seen = ver[TO];
        if
        :: s == L && told >= v -> judged = false
#ifdef FAULT_BASE_NOT_COMPARED
        :: else -> r[0] = m[0]; r[1] = m[1]; write()
#else
        :: else ->
            if
            :: m[0] == STANDS(0) && m[1] == STANDS(1) -> replaces = true
            :: else ->
                if
                :: m[0] == b[0] && m[1] == b[1]
                :: else ->
                    if
                    :: IN_CONFLICT(0) || IN_CONFLICT(1) ->
                        keep(0);
                        keep(1);
                        if
                        :: !keptConflict -> keptConflict = true; goto target
                        :: else
                        fi
                    :: else
                    fi;
                    r[0] = MERGED(0);
                    r[1] = MERGED(1);
                    if
                    :: r[0] == STANDS(0) && r[1] == STANDS(1)
                    :: else -> write()
                    fi
                fi
            fi
#endif
        fi;
        if
        :: s == L && judged -> told = v
        :: else
        fi;
        r[0] = 0;
        r[1] = 0
    };

    atomic {
        reads[s] = false;
        keptConflict = false;
        if
        :: crashesLeft > 0 -> crashesLeft--; goto deliver
        :: true ->
            inbox[s] = v;
            if
            :: judged && !overtaken[s] ->
                base[0] = m[0];
                base[1] = m[1];
                behind[s] = v;
                if
                :: replaces && seen > behind[TO] -> behind[TO] = seen
#ifndef FAULT_EARLIER_READING_NOT_BEHIND
                :: !replaces && seen > behind[TO] + 1 -> behind[TO] = seen - 1
#endif
                :: else
                fi;
                overtaken[TO] = reads[TO]
            :: else
            fi;
            overtaken[s] = false;
            if
            :: repeatsLeft > 0 -> repeatsLeft--; goto deliver
            :: true
            fi
        fi
    };

handled:
    atomic {
        answered[s] = taken;
        m[0] = 0; m[1] = 0; v = 0; b[0] = 0; b[1] = 0; taken = 0; seen = 0;
        judged = false; replaces = false; wins = false
    };
    goto idle
}

#ifdef FAULT_NOT_DRAINED
#define QUIET(i) (lease[i] != holds || rev[i] == cur)
#else
#ifdef FAULT_DEAD_NODE_WAITED_FOR
#define QUIET(i) (rev[i] == cur && stage[i] != inFlight)
#else
#define QUIET(i) (lease[i] != holds || (rev[i] == cur && stage[i] != inFlight))
#endif
#endif
#define DRAINED (QUIET(0) && QUIET(1))
#define CAUGHT_UP (answered[L] == raised[L] && answered[N] == raised[N])

/* May die at each step, or be so slow that the keeper ends the hold first: then its revision is refused. */
proctype Coordinator() {
    byte mine;
end:
top:
    atomic {
        handoversLeft > 0 && !held[cur] ->
        handoversLeft--;
        append(true, own[cur - 1]);
        mine = cur
    };
    if
    :: atomic { cur == mine && DRAINED -> raised[L]++; raised[N]++ }
    :: goto gone
    fi;
    if
    :: CAUGHT_UP
    :: goto gone
    fi;
#ifndef FAULT_ONE_ROUND
    if
    :: atomic { true -> raised[L]++; raised[N]++ }
    :: goto gone
    fi;
    if
    :: CAUGHT_UP
    :: goto gone
    fi;
#endif
    if
#ifdef FAULT_REVISION_NOT_COMPARED
    :: atomic { true -> append(false, OTHER(own[mine])) }
#else
    :: atomic { cur == mine -> append(false, OTHER(own[mine])) }
#endif
    :: true
    fi;
gone:
    mine = 0;
    goto top
}

/* Whoever sees that a hold has run out by the store's clock. */
proctype Keeper() {
end:
    do
#ifndef FAULT_NOT_UNDONE
    :: atomic { held[cur] && own[cur] == L -> append(false, L) }
#endif
#ifdef FAULT_ROLLBACK_WAITS
    :: atomic { held[cur] && own[cur] == N && DRAINED && raised[N] > 0 && CAUGHT_UP -> append(false, L); forced = true }
#else
#ifdef FAULT_ROLLBACK_NOT_DRAINED
    :: atomic { held[cur] && own[cur] == N -> append(false, L); forced = true }
#else
    :: atomic { held[cur] && own[cur] == N && DRAINED -> append(false, L); forced = true }
#endif
#endif
    od
}

#define SETTLED(w) (w > writes || HAS(replaced, w) || HAS(conflicting, w) || \
    ((val[0] == w || val[1] == w) && (val[2] == w || val[3] == w)))

/* Where no step is left. */
proctype Judge() {
end:
    timeout;
    assert(!held[cur]);                                                /* I7 */
    assert(val[0] == val[2] && val[1] == val[3]);                      /* I6 */
    assert(SETTLED(1) && SETTLED(2) && SETTLED(3) && SETTLED(4))       /* I2 */
}

init {
    atomic {
        own[0] = START;
        run Node(0);
        run Node(1);
        run Legacy();
        run Stream(L);
        run Stream(N);
        run Coordinator();
        run Keeper();
        run Judge()
    }
}
