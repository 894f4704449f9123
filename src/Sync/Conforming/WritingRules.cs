using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.LinkedServices;

namespace Hub.Sync.Conforming;

/// <summary>The rules of writing, on records that are made for it, each after the one before.</summary>
internal sealed class WritingRules(Probe probe, ConformanceRequest request)
{
    private readonly WrittenRecord _record = new(probe.Client, request, request.Prefix + "1");

    /// <summary>Tries them.</summary>
    /// <returns>Whether records can be written at all.</returns>
    public async Task<bool> TryAsync(CancellationToken cancellation)
    {
        if (!await probe.TryAsync(
            "create", "PUT with If-None-Match: * makes a record, which is read as written", () => CreateAsync(cancellation)))
            return false;
        await probe.TryAsync(
            "remember", "what Hub-Change said last is kept with the record and shown", () => RememberAsync(cancellation));
        await probe.TryAsync(
            "create twice", "PUT with If-None-Match: * answers 412 where one exists", () => CreateTwiceAsync(cancellation));
        await probe.TryAsync("update", "PUT with If-Match of the record's version writes it", () => UpdateAsync(cancellation));
        await probe.TryAsync(
            "stale update", "PUT with If-Match of another version answers 412, writes nothing", () => StaleAsync(cancellation));
        await probe.TryAsync(
            "same change", "the same change again has no further effect", () => SameAsync(cancellation));
        await probe.TryAsync(
            "user", "a write without the hub's headers keeps what Hub-Change said before", () => UserAsync(cancellation));
        await DryRunAsync(cancellation);
        await probe.TryAsync(
            "stale delete", "DELETE with If-Match of another version answers 412 and deletes nothing",
            () => StaleDeleteAsync(cancellation));
        await probe.TryAsync("delete", "DELETE with If-Match of its version deletes a record", () => DeleteAsync(cancellation));
        await probe.TryAsync(
            "make again", "the version of a record that is made again goes on behind the deleted one's",
            () => MakeAgainAsync(cancellation));
        return true;
    }

    /// <summary>Deletes the records; returns the keys of those that are still there.</summary>
    public static async Task<IReadOnlyList<string>> RemoveAsync(
        Probe probe, ConformanceRequest request, IEnumerable<string> keys, CancellationToken cancellation)
    {
        var left = new List<string>();
        foreach (var key in keys)
        {
            try
            {
                if (!await new WrittenRecord(probe.Client, request, key).RemoveAsync(cancellation))
                    left.Add(key);
            }
            catch (Exception e) when (e is ChangeTargetUnavailableException or ServiceAnswerTooLargeException)
            {
                left.Add(key);
            }
        }

        return left;
    }

    /// <summary>The keys that may have been written.</summary>
    public IEnumerable<string> Keys => [_record.Key];

    private async Task<string?> CreateAsync(CancellationToken cancellation)
    {
        var content = _record.Next();
        var answer = await _record.WriteAsync(content, null, cancellation);
        if (answer.Status is 400 or 422)
            return $"The service {answer.Reason}: give it a record that it takes (--record FILE, and --edit FILE).";
        if (!answer.IsDone)
            return $"Answer 201 where a record is made. The service {answer.Reason}.";
        var read = await _record.ReadAsync(cancellation);
        return read.Status != 200 || read.Body is not JsonObject shown ? "Show the record under its key at once."
            : read.Version is null ? "Send the record's version as a strong ETag of digits, such as ETag: \"7\"."
            : content.FirstOrDefault(m => !Bonds.ContractJson.AreSame(m.Value, shown[m.Key])) is { Key: { } lost }
                ? $"Show '{lost}' as it was written: what reads differently is compared as another record each time."
            : null;
    }

    private async Task<string?> RememberAsync(CancellationToken cancellation) =>
        (await _record.ReadAsync(cancellation)).Change == $"{_record.Change}" ? null
            : "Keep the text of Hub-Change with the record, in the same transaction, and send it as Hub-Change with GET: by it "
            + "the hub knows that a write has happened whose answer was lost.";

    private async Task<string?> CreateTwiceAsync(CancellationToken cancellation) =>
        await UnchangedAsync(
            () => _record.RepeatAsync(_record.Next(), null, new HubChange("another", 1), cancellation), cancellation);

    private async Task<string?> UpdateAsync(CancellationToken cancellation)
    {
        var before = await _record.VersionAsync(cancellation);
        var answer = await _record.WriteAsync(_record.Next(), before, cancellation);
        if (!answer.IsDone)
            return $"Write it, and answer 204. The service {answer.Reason}.";
        var read = await _record.ReadAsync(cancellation);
        return read.Version is not { } after || after <= before ? "The version grows with each write."
            : read.Change != $"{_record.Change}" ? "Keep the newest Hub-Change in the place of the one before."
            : null;
    }

    private async Task<string?> StaleAsync(CancellationToken cancellation)
    {
        var version = await _record.VersionAsync(cancellation);
        return await UnchangedAsync(
            () => _record.RepeatAsync(_record.Next(), version + 1000, new HubChange("another", 2), cancellation), cancellation);
    }

    private async Task<string?> SameAsync(CancellationToken cancellation)
    {
        var (version, content) = (await _record.VersionAsync(cancellation), _record.Next());
        await _record.WriteAsync(content, version, cancellation);
        var before = await _record.VersionAsync(cancellation);
        // As after a lost answer: the condition is the old one.
        await _record.RepeatAsync(content, version, _record.Change, cancellation);
        return await _record.VersionAsync(cancellation) == before ? null
            : "Write nothing where If-Match is not the record's version now.";
    }

    private async Task<string?> UserAsync(CancellationToken cancellation)
    {
        var version = await _record.VersionAsync(cancellation);
        var answer = await _record.RepeatAsync(_record.Next(), version, change: null, cancellation, origin: null);
        var read = await _record.ReadAsync(cancellation);
        return !answer.IsDone ? $"Take a write without Hub-Change and Hub-Origin as a user's. The service {answer.Reason}."
            : read.Version <= version ? "The version grows with each write, whoever makes it."
            : read.Change != $"{_record.Change}" ? "A write without Hub-Change leaves in the record what Hub-Change said last."
            : null;
    }

    private async Task DryRunAsync(CancellationToken cancellation) => await probe.TryAsync(
        "dry run", "PUT with Prefer: dry-run answers as if and writes nothing", async () =>
        {
            var before = await _record.ReadAsync(cancellation);
            var answer = await _record.RepeatAsync(
                _record.Next(), before.Version, new HubChange("another", 3), cancellation, dryRun: true);
            var after = await _record.ReadAsync(cancellation);
            if (!answer.WasDryRun)
                throw new RuleNotTriedException(
                    "The service does not offer it (Preference-Applied: dry-run), and need not: leave 'dryRun' out of the link.");
            return (after.Version, after.Change) != (before.Version, before.Change)
                ? "Write nothing where you say Preference-Applied: dry-run."
                : answer.IsDone ? null : $"Answer as if the record had been written. The service {answer.Reason}.";
        });

    private async Task<string?> StaleDeleteAsync(CancellationToken cancellation)
    {
        var version = await _record.VersionAsync(cancellation);
        return await UnchangedAsync(
            () => _record.RepeatAsync(null, version + 1000, new HubChange("another", 4), cancellation), cancellation);
    }

    private async Task<string?> DeleteAsync(CancellationToken cancellation)
    {
        var answer = await _record.WriteAsync(null, await _record.VersionAsync(cancellation), cancellation);
        return !answer.IsDone ? $"Delete it, and answer 204. The service {answer.Reason}."
            : (await _record.ReadAsync(cancellation)).Status == 404 ? null
            : "Answer 404 once the record is deleted.";
    }

    private async Task<string?> MakeAgainAsync(CancellationToken cancellation)
    {
        var answer = await _record.WriteAsync(_record.Next(), null, cancellation);
        return !answer.IsDone ? $"A deleted record can be made again. The service {answer.Reason}."
            : await _record.VersionAsync(cancellation) > 3 ? null
            : "Keep the version of a deleted record: changes told after the deletion have a later version than it.";
    }

    private async Task<string?> UnchangedAsync(Func<Task<ServiceAnswer>> write, CancellationToken cancellation)
    {
        var before = await _record.ReadAsync(cancellation);
        var answer = await write();
        var after = await _record.ReadAsync(cancellation);
        return (after.Status, after.Version, after.Change) != (before.Status, before.Version, before.Change)
            ? "Write nothing where the condition does not hold."
            : answer.Status == 412 ? null : $"Answer 412 where the condition does not hold, and not {answer.Status}.";
    }
}
