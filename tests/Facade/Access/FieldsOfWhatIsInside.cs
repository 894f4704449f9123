using System.Text;
using System.Text.RegularExpressions;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests.Access;

/// <summary>
/// Every field of a capability in zone inside takes a second person. The plan itself says which fields there are, so that one
/// that comes later is missing here before it is missing there.
/// </summary>
public sealed class FieldsOfWhatIsInside
{
    private const string Stranger = "zzzzzzzzzzzzzzzz";
    private const string Hub = """
        cors: { origins: [https://a.example] }
        retire: { quietDays: 9 }
        freeze: [{ daily: "22:00-05:00", zone: UTC }]
        """;

    // Maps begin on a line of their own, so that a field can be put into each.
    private const string Ledger = """
        capability: ledger
        owner: finance
        zone: inside
        pace: record
        access: forward
        methodOverride: refuse
        cohort: {
          key: account, from: [header X-Account], seed: account, groups: header X-Groups }
        sides: {
          legacy: {
            to: "http://old:1", path: /old, rewrite: location, retries: 0, limits: {
              concurrency: 5, timeout: 2s, perCaller: 50%, shadows: {
              concurrency: 2, rate: 8/s } }, breaker: {
              failures: 50%, of: 20, within: 10s, for: 5s }, health: {
              path: /health, every: 5s } },
          new: {
            to: "http://new:1", path: /new, rewrite: location, retries: 1, fallback: legacy, limits: {
              concurrency: 6, timeout: 3s, perCaller: 60%, shadows: {
              rate: 9/s } }, breaker: {
              failures: 60%, of: 30, within: 11s, for: 6s }, health: {
              path: /well, every: 6s } } }
        routes: {
          ledger.get: {
            match: GET /api/ledger, host: ledger.example, query: { year: "1" }, headers: { X-Beta: "1" },
            summary: Reads it, description: All of it, compare: [{
              name: nulls, kind: equal, path: note, by: absence, owner: ann, reason: said, until: 2999-01-01 }] },
          ledger.put: { match: PUT /api/ledger, dryRun: true, "gates": { canary: { soak: 3h } } } }
        gates: {
          canary: { rollback: lossless, rehearsed: 5m },
          "new": { mismatch: 0.1%, confidence: 95%, samples: 5000, soak: 1h, syncLag: 9s, verified: 23h } }
        link: {
          legacy: "adapter:books", new: "http://linked:1", direction: both, changes: /told, records: /kept, dryRun: true,
          token: "${env:ONE}", copies: ["service:copy"],
          after: { customers: customerId }, conflict: owner, base: content,
          hold: 10s, readYourWrites: 20s, reconcile: 24h, reconcileChanged: 20m, feedRetention: 9d }
        freeze: [{
          name: night, reason: batch, daily: "21:00-05:00", zone: UTC }]
        retire: {
          quietDays: 3 }
        cors: {
          origins: [https://b.example], methods: [GET], headers: [X-One], credentials: true, maxAge: 10m }
        shadow: {
          share: 90%, afterShift: 10%, rate: 20/s, concurrency: 3 }
        guardrail: {
          errors: 0.5%, latency: 2x, mismatch: 1% }
        waves: [{
          to: canary, routes: [ledger.get], by: 2999-03-01 }]
        compose: {
          ledger.all: { match: "GET /api/ledger/all", parts: { one: ledger.get } } }
        compare: [{
          name: number, kind: ignore, path: requestId, owner: ann, reason: told, until: 2998-01-01 }]
        """;

    /// <summary>Each field, what stands there, and what comes in its place.</summary>
    public static TheoryData<string, string, string> Fields { get; } = new()
    {
        { "capability", "capability: ledger", "capability: books" },
        { "owner", "owner: finance", "owner: accounting" },
        { "zone", "zone: inside", "zone: outside" },
        { "pace", "pace: record", "pace: innovation" },
        { "access", "access: forward", "access: token" },
        { "methodOverride", "methodOverride: refuse", "methodOverride: forward" },
        { "cohort.key", "key: account", "key: customer" },
        { "cohort.from", "[header X-Account]", "[header X-Other]" },
        { "cohort.seed", "seed: account", "seed: other" },
        { "cohort.groups", "groups: header X-Groups", "groups: header X-Others" },
        { "sides.legacy.to", "http://old:1", "http://other:1" },
        { "sides.legacy.path", "path: /old", "path: /older" },
        { "sides.legacy.rewrite", "path: /old, rewrite: location", "path: /old, rewrite: none" },
        { "sides.legacy.retries", "retries: 0", "retries: 2" },
        { "sides.legacy.limits.concurrency", "concurrency: 5", "concurrency: 7" },
        { "sides.legacy.limits.timeout", "timeout: 2s", "timeout: 4s" },
        { "sides.legacy.limits.perCaller", "perCaller: 50%", "perCaller: 70%" },
        { "sides.legacy.limits.shadows.concurrency", "concurrency: 2, rate: 8/s", "concurrency: 1, rate: 8/s" },
        { "sides.legacy.limits.shadows.rate", "rate: 8/s", "rate: 7/s" },
        { "sides.legacy.breaker.failures", "failures: 50%", "failures: 70%" },
        { "sides.legacy.breaker.of", "of: 20", "of: 21" },
        { "sides.legacy.breaker.within", "within: 10s", "within: 12s" },
        { "sides.legacy.breaker.for", "for: 5s", "for: 7s" },
        { "sides.legacy.health.path", "path: /health", "path: /other" },
        { "sides.legacy.health.every", "every: 5s", "every: 7s" },
        { "sides.new.to", "http://new:1", "http://other:1" },
        { "sides.new.path", "path: /new", "path: /newer" },
        { "sides.new.rewrite", "path: /new, rewrite: location", "path: /new, rewrite: none" },
        { "sides.new.retries", "retries: 1", "retries: 2" },
        { "sides.new.fallback", "fallback: legacy, ", "" },
        { "sides.new.limits.concurrency", "concurrency: 6", "concurrency: 7" },
        { "sides.new.limits.timeout", "timeout: 3s", "timeout: 4s" },
        { "sides.new.limits.perCaller", "perCaller: 60%", "perCaller: 70%" },
        { "sides.new.limits.shadows.concurrency", "rate: 9/s", "rate: 9/s, concurrency: 3" },
        { "sides.new.limits.shadows.rate", "rate: 9/s", "rate: 7/s" },
        { "sides.new.breaker.failures", "failures: 60%", "failures: 70%" },
        { "sides.new.breaker.of", "of: 30", "of: 31" },
        { "sides.new.breaker.within", "within: 11s", "within: 12s" },
        { "sides.new.breaker.for", "for: 6s", "for: 7s" },
        { "sides.new.health.path", "path: /well", "path: /other" },
        { "sides.new.health.every", "every: 6s", "every: 7s" },
        { "routes.ledger.put.match", "PUT /api/ledger", "PATCH /api/ledger" },
        { "routes.ledger.get.match", "GET /api/ledger,", "GET /api/ledgers," },
        { "routes.ledger.get.host", "host: ledger.example", "host: other.example" },
        { "routes.ledger.get.query", "year: \"1\"", "year: \"2\"" },
        { "routes.ledger.get.headers", "X-Beta: \"1\"", "X-Beta: \"2\"" },
        { "routes.ledger.get.new", "match: GET", "new: none, match: GET" },
        { "routes.ledger.put.dryRun", "dryRun: true, \"gates\"", "dryRun: false, \"gates\"" },
        { "routes.ledger.put.gates", "soak: 3h", "soak: 2h" },
        // The maps below ask each route for its fields.
        { "routes.ledger.get.gates", "ledger.get: {", "ledger.get: { gates: { canary: { soak: 3h } }," },
        { "routes.ledger.get.summary", "summary: Reads it", "summary: Reads all" },
        { "routes.ledger.get.description", "description: All of it", "description: All" },
        { "link.legacy", "adapter:books", "service:old" },
        { "link.new", "http://linked:1", "http://linked:2" },
        { "link.changes", "changes: /told", "changes: /tells" },
        { "link.records", "records: /kept", "records: /keeps" },
        { "link.dryRun", "dryRun: true,\n  token", "dryRun: false,\n  token" },
        { "link.token", "${env:ONE}", "${env:OTHER}" },
        // A gate of the way back goes with links that lead back.
        {
            "link.direction",
            "  canary: { rollback: lossless, rehearsed: 5m },\n"
                + "  \"new\": { mismatch: 0.1%, confidence: 95%, samples: 5000, soak: 1h, syncLag: 9s, verified: 23h } }\n"
                + "link: {\n  legacy: \"adapter:books\", new: \"http://linked:1\", direction: both",
            "  canary: {} }\n"
                + "link: {\n  legacy: \"adapter:books\", new: \"http://linked:1\", direction: toNew"
        },
        { "gates.canary.rollback", "canary: { rollback: lossless, rehearsed: 5m }", "canary: {}" },
        { "gates.canary", "canary: { rollback: lossless, rehearsed: 5m },\n", "\n" },
        { "gates.new.mismatch", "mismatch: 0.1%", "mismatch: 1%" },
        { "gates.new.confidence", "confidence: 95%", "confidence: 90%" },
        { "gates.new.samples", "samples: 5000", "samples: 50" },
        { "gates.new.soak", "soak: 1h", "soak: 1m" },
        { "gates.new.syncLag", "syncLag: 9s", "syncLag: off" },
        { "gates.new.verified", "verified: 23h", "verified: off" },
        { "link.copies", "[\"service:copy\"]", "[]" },
        { "link.after", "customers: customerId", "customers: payerId" },
        { "link.hold", "hold: 10s", "hold: 5s" },
        { "link.readYourWrites", "readYourWrites: 20s", "readYourWrites: off" },
        { "link.reconcile", "reconcile: 24h", "reconcile: 25h" },
        { "link.reconcileChanged", "reconcileChanged: 20m", "reconcileChanged: off" },
        { "link.feedRetention", "feedRetention: 9d", "feedRetention: 8d" },
        { "link.conflict", "conflict: owner", "conflict: park" },
        // It goes with no 'after'.
        {
            "link.base", "after: { customers: customerId }, conflict: owner, base: content", "conflict: owner, base: hash"
        },
        { "freeze", "21:00-05:00", "21:00-04:00" },
        { "retire.quietDays", "quietDays: 3", "quietDays: 0" },
        { "cors.origins", "https://b.example", "https://c.example" },
        { "cors.methods", "methods: [GET]", "methods: [PUT]" },
        { "cors.headers", "[X-One]", "[X-Two]" },
        { "cors.credentials", "credentials: true", "credentials: false" },
        { "cors.maxAge", "maxAge: 10m", "maxAge: 11m" },
        { "shadow.share", "share: 90%", "share: 80%" },
        { "shadow.afterShift", "afterShift: 10%", "afterShift: off" },
        { "shadow.rate", "rate: 20/s", "rate: 30/s" },
        { "shadow.concurrency", "concurrency: 3", "concurrency: 4" },
        { "guardrail.errors", "errors: 0.5%", "errors: 5%" },
        { "guardrail.latency", "latency: 2x", "latency: off" },
        { "guardrail.mismatch", "mismatch: 1%", "mismatch: 2%" },
        { "waves", "to: canary", "to: new" },
        { "waves", "routes: [ledger.get]", "routes: [ledger.put]" },
        { "waves", "by: 2999-03-01", "by: 2999-03-02" },
        { "compose", "one: ledger.get }", "one: { route: ledger.get, optional: true } }" },
        { "compare", "path: requestId", "path: other" },
        { "routes.ledger.get.compare", "path: note", "path: notes" },
    };

    // No plan is accepted with it.
    private static readonly string[] Refused = ["sides.legacy.fallback", "routes.ledger.get.dryRun"];

    /// <summary>The maps of a capability, and where each begins.</summary>
    public static TheoryData<string, string> Maps { get; } = new()
    {
        { "", "owner: finance" },
        { "cohort", "cohort: {" },
        { "sides", "sides: {" },
        { "sides.legacy", "legacy: {" },
        { "sides.legacy.limits", "retries: 0, limits: {" },
        { "sides.legacy.limits.shadows", "perCaller: 50%, shadows: {" },
        { "sides.legacy.breaker", "rate: 8/s } }, breaker: {" },
        { "sides.legacy.health", "for: 5s }, health: {" },
        { "sides.new", "new: {" },
        { "sides.new.limits", "fallback: legacy, limits: {" },
        { "sides.new.limits.shadows", "perCaller: 60%, shadows: {" },
        { "sides.new.breaker", "rate: 9/s } }, breaker: {" },
        { "sides.new.health", "for: 6s }, health: {" },
        { "routes.ledger.get", "ledger.get: {" },
        { "gates", "gates: {" },
        { "link", "link: {" },
        { "retire", "retire: {" },
        { "cors", "cors: {" },
        { "shadow", "shadow: {" },
        { "guardrail", "guardrail: {" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_change_of_it_takes_a_second_person(string field, string old, string @new)
    {
        Regex.Count(Ledger, Regex.Escape(old)).ShouldBe(1, field);
        var after = Ledger.Replace(old, @new, StringComparison.Ordinal);
        if (field == "capability")
            after = after.Replace("ledger.get:", "books.get:", StringComparison.Ordinal)
                .Replace("ledger.put:", "books.put:", StringComparison.Ordinal)
                .Replace("ledger.all:", "books.all:", StringComparison.Ordinal)
                .Replace("routes: [ledger.get]", "routes: [books.get]", StringComparison.Ordinal)
                .Replace("one: ledger.get", "one: books.get", StringComparison.Ordinal);
        Touched(Ledger, Hub, after, Hub).ShouldBe(["ledger"]);
    }

    [Theory]
    [InlineData("https://a.example", "https://z.example", "cors:")]
    [InlineData("quietDays: 9", "quietDays: 0", "retire:")]
    [InlineData("22:00-05:00", "22:00-04:00", null)]
    public void What_the_hub_says_for_it_takes_a_second_person_where_it_says_nothing_itself(string old, string @new, string? own)
    {
        var hub = Hub.Replace(old, @new, StringComparison.Ordinal);
        if (own is not null)
            Touched(Ledger, Hub, Ledger, hub).ShouldBeEmpty();
        var ledger = own is null
            ? Ledger
            : Regex.Replace(Ledger, $"(?m)^{own} \\{{\n.*\n", "", RegexOptions.None, TimeSpan.FromSeconds(1));
        Touched(ledger, Hub, ledger, hub).ShouldBe(["ledger"]);
    }

    [Fact]
    public void What_is_only_written_otherwise_takes_nobody()
    {
        var after = "# said\n" + Ledger.Replace("ledger.put: PUT /api/ledger", "ledger.put: { match: PUT /api/ledger }")
            .Replace("owner: finance", "owner:   \"finance\"");
        Touched(Ledger, Hub, after, Hub).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Every_field_that_the_plan_knows_is_tried(string map, string beginning)
    {
        Regex.Count(Ledger, Regex.Escape(beginning)).ShouldBe(1, beginning);
        var errors = new PlanErrors();
        var asked = beginning.EndsWith('{') ? $"{beginning} {Stranger}: 1," : $"{beginning}\n{Stranger}: 1";
        Load(Ledger.Replace(beginning, asked, StringComparison.Ordinal), Hub, errors).ShouldBeNull();
        var told = errors.Single(e => e.Message.Contains(Stranger, StringComparison.Ordinal)).Message;
        var known = told[(told.IndexOf("; known are ", StringComparison.Ordinal) + "; known are ".Length)..].Split(", ");
        var tried = Fields.Select(f => f.Data.Item1).Concat(Maps.Select(m => m.Data.Item1)).ToList();
        foreach (var field in known.Select(name => map.Length == 0 ? name : $"{map}.{name}").Except(Refused))
            tried.ShouldContain(t => t == field || t.StartsWith(field + ".", StringComparison.Ordinal), field);
    }

    private static IReadOnlyList<string> Touched(string ledger, string hub, string after, string hubAfter)
    {
        var errors = new PlanErrors();
        var (from, to) = (Load(ledger, hub, errors), Load(after, hubAfter, errors));
        errors.ShouldBeEmpty();
        return PlanChanges.TouchedInside(from!, to!);
    }

    private static MigrationPlan? Load(string ledger, string hub, PlanErrors errors) => new PlanLoader([]).Load(
        new PlanBundle(new Dictionary<string, string> { ["capabilities/ledger.yaml"] = ledger, ["hub.yaml"] = hub }
            .Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value)))),
        new PlanReferences { StandsIn = true },
        errors);
}
