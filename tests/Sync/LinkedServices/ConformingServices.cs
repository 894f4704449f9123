using Hub.Sync.Conforming;

namespace Hub.Sync.Tests.LinkedServices;

/// <summary>A service is told which rules of the contract it breaks; the sample in Python holds all of them.</summary>
public sealed class ConformingServices
{
    /// <summary>A fault of the sample, as text that is replaced, and the rule that it breaks.</summary>
    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        { "changes", "application/cloudevents-batch+json", "text/plain" },
        { "events", "\"cursor\": str(cursor)", "\"cursor\": \"1\"" },
        { "limit", "LIMIT ?", "LIMIT 2 * ?" },
        { "after", "WHERE cursor > ?", "WHERE cursor >= ?" },
        { "end", "WHERE cursor > ?", "WHERE cursor >= ?" },
        { "lost cursor", "self.answer(410) if", "self.answer(200, b\"[]\") if" },
        { "wait", "changed.wait_for(rows, wait) or []", "rows()" },
        { "record", "ETag=f'\"{version}\"'", "ETag=f'W/\"{version}\"'" },
        { "no record", "else self.answer(404)", "else self.answer(200, b\"{}\")" },
        { "create", "if not dry:", "if dry:" },
        { "remember", "headers[\"Hub-Change\"] or change", "change" },
        { "create twice", "== \"*\" and old", "== \"*\" and False" },
        { "update", "version + 1, headers", "1, headers" },
        { "stale update", "headers[\"If-Match\"] not in", "False and headers[\"If-Match\"] not in" },
        { "same change", "headers[\"If-Match\"] not in", "False and headers[\"If-Match\"] not in" },
        { "user", "headers[\"Hub-Change\"] or change", "headers[\"Hub-Change\"]" },
        { "dry run", "if not dry:", "if True:" },
        { "stale delete", "headers[\"If-Match\"] not in", "content and headers[\"If-Match\"] not in" },
        { "delete", "if not old and content is None:", "if content is None:" },
        { "make again", "SELECT content, version, change FROM record WHERE key = ?", "SELECT content, version, change FROM "
            + "record WHERE key = ? AND content IS NOT NULL" },
        { "key", "urllib.parse.unquote(url.path", "(url.path" },
        { "echo", "headers[\"Hub-Origin\"] or \"new\"", "\"new\"" },
        { "merge", "headers[\"Hub-Origin\"] or \"new\"", "headers[\"Hub-Origin\"] and \"legacy\" or \"new\"" },
        { "own change", "headers[\"Hub-Origin\"] or \"new\"", "\"legacy\"" },
        { "deletion", "WHERE cursor > ?", "WHERE content IS NOT NULL AND cursor > ?" },
        {
            "one winner", "    with changed:\n        old, version, change = find(key)\n        if",
            "    old, version, change = find(key)\n    threading.Event().wait(0.05)\n    with changed:\n        if"
        },
    };

    [Fact]
    public async Task The_sample_holds_every_rule_and_keeps_nothing()
    {
        await using var service = await PythonService.StartAsync();
        await service.EditAsync("C-1", "{'limit':1}");
        await service.EditAsync("C-2", "{'limit':1}");
        var outcomes = await RunAsync(service);
        outcomes.Where(o => o.State != RuleOutcome.Passed).ShouldBeEmpty();
        outcomes.Select(o => o.Id).Except(Faults.Select(f => f.Data.Item1)).ShouldBe(
            ["none is missed", "clean up"], ignoreOrder: true);
        (await service.KeysAsync()).ShouldBe(["C-1", "C-2"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_told_by_the_rule_that_it_breaks(string rule, string right, string wrong)
    {
        await using var service = await PythonService.StartAsync(right, wrong);
        await service.EditAsync("C-1", "{'limit':1}");
        await service.EditAsync("C-2", "{'limit':1}");
        var outcome = (await RunAsync(service, patience: 2)).Single(o => o.Id == rule);
        outcome.State.ShouldBe(RuleOutcome.Failed);
        (outcome.Sent, outcome.Came, outcome.Advice).ShouldSatisfyAllConditions(
            o => o.Item1.ShouldNotBeNullOrEmpty(), o => o.Item2.ShouldNotBeNullOrEmpty(), o => o.Item3.ShouldNotBeNullOrEmpty());
    }

    [Fact]
    public async Task A_cursor_that_is_taken_before_the_commit_is_found()
    {
        await using var service = await PythonService.StartAsync(
            "    with changed:\n        old, version, change = find(key)\n        if",
            "    with changed:\n        mine = taken[0] = taken[0] + 1\n    threading.Event().wait(0.2 * (mine % 3))\n"
                + "    with changed:\n        old, version, change = find(key)\n        if",
            "(SELECT COALESCE(MAX(cursor), 0) + 1 FROM record), ?, ?)\",\n                       (key, content, version + 1,",
            "?, ?, ?)\",\n                       (key, content, version + 1, mine,",
            "changed = threading.Condition()", "taken = [0]; changed = threading.Condition()");
        (await RunAsync(service, patience: 2)).Single(o => o.Id == "none is missed").State.ShouldBe(RuleOutcome.Failed);
    }

    [Fact]
    public async Task Nothing_is_written_where_only_reading_is_asked_for()
    {
        await using var service = await PythonService.StartAsync();
        await service.EditAsync("C-1", "{'limit':1}");
        var outcomes = await RunAsync(service, readOnly: true);
        outcomes.ShouldNotContain(o => o.State == RuleOutcome.Failed);
        outcomes.Single(o => o.Id == "writing").State.ShouldBe(RuleOutcome.NotTried);
        (await service.TellAsync()).ShouldBe(["C-1"]);
    }

    private static Task<IReadOnlyList<RuleOutcome>> RunAsync(
        PythonService service, bool readOnly = false, int patience = 60) => ServiceConformance.RunAsync(
            new ConformanceRequest(service.Address, "/hub/changes", "/records")
            {
                ReadOnly = readOnly, Patience = TimeSpan.FromSeconds(patience),
            },
            TimeProvider.System, TestContext.Current.CancellationToken);
}
