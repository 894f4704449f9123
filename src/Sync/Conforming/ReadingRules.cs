using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.LinkedServices;

namespace Hub.Sync.Conforming;

/// <summary>The rules of the contract that are held without writing.</summary>
internal sealed class ReadingRules(Probe probe, ConformanceRequest request, TimeProvider time)
{
    private const int Page = 100;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);
    private JsonArray? _first;
    private bool _isReadable;

    /// <summary>The cursor of the last change; null where there is none.</summary>
    public string? End { get; private set; }

    /// <summary>Tries them.</summary>
    /// <returns>Whether changes can be read to their end, without which nothing that writes is tried.</returns>
    public async Task<bool> TryAsync(CancellationToken cancellation)
    {
        var answers = await probe.TryAsync(
            "changes", $"GET {request.Changes} answers 200 with a JSON batch of CloudEvents", () => ReadBatchAsync(cancellation));
        if (!answers)
            return false;
        await probe.TryAsync("events", "each event has the attributes of the contract", async () =>
            await ReadBatchAsync(cancellation) ?? FindFault());
        await probe.TryAsync("limit", "'limit' is the most that is told at once", () => LimitAsync(cancellation));
        await probe.TryAsync("after", "'after' tells what follows, without a gap", () => AfterAsync(cancellation));
        await probe.TryAsync(
            "end", "whoever reads on comes to an end", async () =>
            {
                End = await EndAsync(cancellation);
                _isReadable = true;
                return null;
            });
        await probe.TryAsync("lost cursor", "a cursor that is not known is answered with 410", () => LostAsync(cancellation));
        await probe.TryAsync(
            "wait", "at the end, 'wait' is how long an answer waits for a change", () => WaitAsync(cancellation));
        await probe.TryAsync(
            "record", "GET of a record answers with its content, and its version as ETag", () => RecordAsync(cancellation));
        await probe.TryAsync("no record", "GET of a key without a record answers 404", () => NoRecordAsync(cancellation));
        return _isReadable;
    }

    private Task<ServiceAnswer> ChangesAsync(string? after, int limit, CancellationToken cancellation, TimeSpan wait = default) =>
        probe.Client.SendAsync(ServiceRequest.Changes(probe.Client.Service, after, limit, wait), cancellation);

    private async Task<string?> ReadBatchAsync(CancellationToken cancellation)
    {
        var answer = await ChangesAsync(null, Page, cancellation);
        _first = answer.Body as JsonArray;
        return answer.Status != 200 ? $"The service {answer.Reason}: see --changes, and answer 200 also where there is no change."
            : _first is null ? "Answer a JSON array, [] where there is no change; no name may stand twice in one object."
            : answer.MediaType is not ("application/cloudevents-batch+json" or "application/json")
                ? "Answer with Content-Type: application/cloudevents-batch+json."
            : null;
    }

    private string? FindFault()
    {
        if (_first!.Count == 0)
            throw new RuleNotTriedException("There is no change yet.");
        foreach (var (node, index) in _first.Select((e, i) => (e, i)))
            if (node is not JsonObject e || e["specversion"]?.ToString() != "1.0" || string.IsNullOrEmpty(e["id"]?.ToString())
                || string.IsNullOrEmpty(e["source"]?.ToString()))
                return $"Event {index} is not a CloudEvent: it needs 'specversion' of 1.0, an 'id' and a 'source'.";
        var (changes, fault) = ServiceEvents.Read(_first, null, null);
        return fault is not null ? $"See docs/linking-a-service.md: {fault}."
            : changes.FirstOrDefault(c => c.Fault is not null) is { } faulty ? $"The event of {faulty.Key}: {faulty.Fault}."
            : null;
    }

    private string CursorOf(int index) => _first![index]?["cursor"]?.ToString() is { Length: > 0 } cursor
        ? cursor
        : throw new RuleNotTriedException("Events have no 'cursor'.");

    private async Task<string?> LimitAsync(CancellationToken cancellation)
    {
        if (_first!.Count < 2)
            throw new RuleNotTriedException("There are less than two changes.");
        return (await ChangesAsync(null, 1, cancellation)).Body is JsonArray { Count: 1 } ? null
            : "With limit=1, answer one change: the oldest after the cursor.";
    }

    private async Task<string?> AfterAsync(CancellationToken cancellation)
    {
        if (_first!.Count < 2)
            throw new RuleNotTriedException("There are less than two changes.");
        var answer = await ChangesAsync(CursorOf(0), Page, cancellation);
        var next = (answer.Body as JsonArray)?.FirstOrDefault()?["cursor"]?.ToString();
        // A record that changed meanwhile is told later.
        var isGap = next is null || (next != CursorOf(1) && _first.Any(e => e?["cursor"]?.ToString() == next));
        return next == CursorOf(0) ? "After a cursor, its own change is not told again."
            : isGap ? "After the first change's cursor, begin with the second change." : null;
    }

    private async Task<string?> LostAsync(CancellationToken cancellation) =>
        (await ChangesAsync("hub-conform-no-such-cursor", 1, cancellation)).Status == 410 ? null
            : "Answer 410 to a cursor that you do not know, or know no more: the hub then reads from the beginning. Where "
            + "cursors are numbers, also to one above the last, as after a backup was restored.";

    private async Task<string?> WaitAsync(CancellationToken cancellation)
    {
        if (!_isReadable)
            throw new RuleNotTriedException("The changes come to no end.");
        var began = time.GetTimestamp();
        var answer = await ChangesAsync(End, 1, cancellation, Wait);
        var took = time.GetElapsedTime(began);
        return answer.Body is not JsonArray events ? "Answer [] when the time is over."
            : events.Count > 0 ? throw new RuleNotTriedException("Changes came meanwhile.")
            : took < Wait / 2 ? "Wait for a change as long as 'wait' says before you answer []: else the hub asks all the time."
            : null;
    }

    private async Task<string?> EndAsync(CancellationToken cancellation)
    {
        string? end = null;
        while ((await ChangesAsync(end, ServiceChangeSource.MostAtOnce, cancellation)).Body is JsonArray { Count: > 0 } page)
            end = page[^1]?["cursor"]?.ToString() is { Length: > 0 } cursor && cursor != end ? cursor
                : throw new ChangeTargetUnavailableException(
                    "After the last cursor, the last change is told again: tell what follows, and [] where nothing does.");
        return end;
    }

    private async Task<string?> RecordAsync(CancellationToken cancellation)
    {
        var told = _first!.OfType<JsonObject>().LastOrDefault(
            e => e["type"]?.ToString() == ServiceEvents.Changed && ServiceEvents.FindFault(e) is null)
            ?? throw new RuleNotTriedException("No change tells of a record that is there.");
        var key = told["subject"]!.ToString();
        var answer = await probe.Client.SendAsync(ServiceRequest.Read(probe.Client.Service, key), cancellation);
        if (answer.Status == 404)
            throw new RuleNotTriedException("The record was deleted meanwhile.");
        return answer.Status != 200 || answer.Body is not JsonObject content
                ? $"Answer 200 with the record as a JSON object under {request.Records}/{{key}}, of each key that a change tells."
            : answer.Version is not { } version ? "Send the record's version as a strong ETag of digits, such as ETag: \"7\"."
            : version < long.Parse(told["version"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)
                ? "The ETag is a lower version than the change told: both are one number."
            : content["id"]?.ToString() != key ? "The record's key stands in it as 'id'."
            : null;
    }

    private async Task<string?> NoRecordAsync(CancellationToken cancellation) =>
        (await probe.Client.SendAsync(
            ServiceRequest.Read(probe.Client.Service, request.Prefix + "none"), cancellation)).Status == 404
            ? null
            : "Answer 404 where there is no record of the key.";
}
