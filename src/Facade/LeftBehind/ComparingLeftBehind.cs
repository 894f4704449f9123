using Hub.Facade.Comparing;
using Hub.Facade.Evidence;
using Hub.Facade.Rules;
using Hub.Facade.Shadowing;
using Hub.Platform.Changes;
using Hub.Platform.Lifetime;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.LeftBehind;

/// <summary>
/// Reads what a write has left behind from both sides, once sync has brought it to the other one, and compares. Only reads are
/// sent, in the background and within what shadows may ask.
/// </summary>
internal sealed partial class ComparingLeftBehind(
    LeftBehindWrites writes, RouteEvidence evidence, DifferenceExamples examples, RouteRules rules, ComparedSides sides,
    WaitingForSync sync, TimeProvider time, ILogger<ComparingLeftBehind> log, IToldChanges? told = null)
    : SteadyService(time, log)
{
    // Of all routes: the systems behind them are asked for records beside their callers.
    private const int AtOnce = 4;
    private readonly SemaphoreSlim _turns = new(AtOnce);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        var running = new HashSet<Task>();
        try
        {
            await foreach (var write in writes.Waiting.ReadAllAsync(stoppingToken))
            {
                running.RemoveWhere(r => r.IsCompleted);
                running.Add(WorkAsync(write, stoppingToken));
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    private async Task WorkAsync(LeftBehindWrite write, CancellationToken stopping)
    {
        try
        {
            if (await CompareAsync(write, stopping) is { } why)
                writes.Skip(write.Route.Id, write.Plan, write.Side, why);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            writes.Skip(write.Route.Id, write.Plan, write.Side, "the node stopped meanwhile");
        }
#pragma warning disable CA1031 // whatever one record throws, the others are compared
        catch (Exception e)
#pragma warning restore CA1031
        {
            writes.Skip(write.Route.Id, write.Plan, write.Side, "comparing failed");
            LogFailed(Log, write.Route.Id, e);
        }
        finally
        {
            writes.Done(write.Route.Id);
        }
    }

    /// <summary>Waits for sync, reads, compares and counts; returns why it is not compared, or null where it was.</summary>
    private async Task<string?> CompareAsync(LeftBehindWrite write, CancellationToken stopping)
    {
        if (await sync.WaitAsync(write, write.Side, write.At, stopping) is { } late)
            return late;
        var (first, whyNot) = await ReadAsync(write, stopping);
        if (whyNot is not null)
            return whyNot;
        var applied = await rules.OfAsync(write.Route.Id);
        var record = first.Compare(applied);
        var seen = new Dictionary<Difference, DifferenceExample>();
        if (record.Differences.Count > 0)
        {
            // What differs may have been written a moment ago: of that, too, sync has brought over all by the second look.
            if (await sync.PauseAsync(write, write.Side, stopping) is { } still)
                return still;
            var (second, whyNotThen) = await ReadAsync(write, stopping);
            if (whyNotThen is not null)
                return whyNotThen;
            var (found, why) = ReadRecord.Judge(first, second, applied, (difference, was, now) =>
                seen.TryAdd(Of(difference), DifferenceExample.Of(Of(difference), was, now)));
            if (found is null)
                return why;
            record = found;
        }

        record = record with { Differences = [.. record.Differences.Select(Of)] };
        var (events, whyNoEvents) = await CompareEventsAsync(write, applied, seen, stopping);
        Add(write, new([.. record.Differences, .. events.Differences], [.. record.PassedOver.Union(events.PassedOver)]),
            whyNoEvents, seen);
        return null;

        // Apart from the same path in answers.
        static Difference Of(Difference difference) => difference with { Path = $"record {difference.Path}" };
    }

    /// <summary>Compares what both sides have told of the record, once sync has read it.</summary>
    private async Task<(Comparison Found, string? WhyNot)> CompareEventsAsync(
        LeftBehindWrite write, RuleSet applied, Dictionary<Difference, DifferenceExample> seen, CancellationToken stopping)
    {
        var none = new Comparison([], []);
        if (told is null || write.Route.Capability.Link is not { } link)
            return (none, "this node reads no changes of sides");
        if (await told.FindAsync(link, write.Key, write.Began) is { WhyNot: { } unknown })
            return (none, unknown);
        var other = write.Side == Side.Legacy ? Side.New : Side.Legacy;
        if (await sync.WaitAsync(write, other, Time.GetUtcNow(), stopping) is { } late)
            return (none, late);
        var first = await told.FindAsync(link, write.Key, write.Began);
        if (WhyNoEvents(first) is { } why)
            return (none, why);
        var found = ToldEvents.Compare(first, applied);
        if (found.Differences.Count == 0)
            return (found, null);
        if (await sync.PauseAsync(write, other, stopping) is { } still)
            return (none, still);
        var second = await told.FindAsync(link, write.Key, write.Began);
        return ToldEvents.AreSame(first, second)
            ? (ToldEvents.Compare(second, applied, (difference, was, now) =>
                seen.TryAdd(difference, DifferenceExample.Of(difference, was, now))), null)
            : (none, ReadRecord.ChangedAgain);
    }

    private static string? WhyNoEvents(ToldOfRecord of) => of.WhyNot
        ?? (of.Legacy is null ? "the legacy side has told no change of it"
            : of.New is null ? "the new side has told no change of it"
            : IsUnreadable(of.Legacy) || IsUnreadable(of.New) ? "a side has told a change without content" : null);

    private static bool IsUnreadable(ToldChange change) => change is { Kind: ChangeKind.Upsert, Content: null };

    private async Task<(ReadRecord Record, string? WhyNot)> ReadAsync(LeftBehindWrite write, CancellationToken stopping)
    {
        await _turns.WaitAsync(stopping);
        try
        {
            var request = write.Headers.ToRead(write.Path);
            var legacy = await sides.AskAsync(write.Read, Side.Legacy, request, stopping);
            if (legacy.WhyNot is { } why)
                return (default, why);
            var @new = await sides.AskAsync(write.Read, Side.New, request, stopping);
            return (new(Bare(legacy.Answer), Bare(@new.Answer)), sync.WhyNot(write) ?? @new.WhyNot ?? WhyNoRecord(legacy, @new));
        }
        finally
        {
            _turns.Release();
        }
    }

    // What tells of an answer and not of the record is compared where callers read it.
    private static ShadowedAnswer Bare(ShadowedAnswer answer) => answer with { Answer = answer.Answer with { Headers = null } };

    private static string? WhyNoRecord(SideAnswer legacy, SideAnswer @new) =>
        legacy.Sent.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
            || @new.Sent.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
            ? "its caller may write the record and not read it"
        : @new.Sent.Status >= StatusCodes.Status500InternalServerError ? $"the new side failed ({@new.Sent.Status})"
        : (RefusalOf(legacy) ?? RefusalOf(@new)) is { } status ? $"the hub itself answered the read ({status})"
        : null;

    // A missing record (404) is an answer of the side, although an adapter gives it as a problem.
    private static int? RefusalOf(SideAnswer answer) =>
        answer.Sent is { Problem: not null, Status: >= StatusCodes.Status400BadRequest and not StatusCodes.Status404NotFound }
            ? answer.Sent.Status
            : null;

    private void Add(
        LeftBehindWrite write, Comparison found, string? whyNoEvents, Dictionary<Difference, DifferenceExample> seen)
    {
        examples.Add(
            write.Route.Id, write.Plan,
            [.. seen.Where(s => found.Differences.Contains(s.Key)).Select(s => s.Value with { Request = write.Id })]);
        evidence.AddLeftBehind(write.Route.Id, write.Plan, write.Side, found, whyNoEvents);
    }

    [LoggerMessage(LogLevel.Error, "Comparing what a write of {Route} left behind failed")]
    private static partial void LogFailed(ILogger log, string route, Exception error);
}
