using System.Text.Json.Nodes;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.Sync.Applying;
using Hub.Sync.Messages;
using Hub.Sync.Resolving;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;
using Microsoft.AspNetCore.Http;
using Revision = Hub.Sync.Resolving.Revision;

namespace Hub.Sync.Parking;

/// <summary>
/// Gives the record of a parked change other values. Where the side that it came from can be written, they are written there, as
/// anybody would correct them: both sides end up with them, and no direction sees a value that the other one does not have. Else
/// the change is applied with them. Nothing changes where the contract or the target refuses them.
/// </summary>
internal sealed class ParkedEdit(
    ParkedChanges parked, Replay replay, ServedStreams streams, ChangeParties parties, IdentityMap identities, ParentKeys parents,
    TargetCall target, IEnumerable<EntityContract> contracts)
{
    /// <summary>Edits one parked change.</summary>
    /// <param name="id">The change.</param>
    /// <param name="fields">The fields to be set, of the contract; null takes out a field that may be absent.</param>
    /// <param name="cancellation">Ends the waiting for the outcome.</param>
    /// <returns>
    /// <c>corrected</c>, <c>applied</c> or <c>superseded</c>; else why nothing was changed; neither where it is not parked.
    /// </returns>
    public async Task<(string? Outcome, Problem? Fault)> RunAsync(string id, JsonObject fields, CancellationToken cancellation)
    {
        if (await parked.FindAsync(id) is not { } message)
            return (null, null);
        if (streams.Find(message.Stream) is not { } stream)
            return Impossible($"The plan has no link '{message.Stream}' any more.");
        if (message.Fault is { } fault)
            return Impossible($"{fault}. Its values are not known, so correct it in {stream.From}: its next change goes over.");
        if (message.Kind == ChangeKind.Delete || message.Content is null)
            return Impossible("The change deletes the record, and has no values to edit; replay it or drop it.");
        if (OwnOf(stream).FirstOrDefault(fields.ContainsKey) is { } own)
            return Refused($"{own} belongs to one side and cannot be set");
        var edited = Edit(stream, message.Content, fields);
        if (ContractOf(stream) is { } contract && ContractFaults.Find(edited, contract.Schema) is { Count: > 0 } faults)
            return (null, Problem.Malformed(faults, StatusCodes.Status422UnprocessableEntity));
        try
        {
            var back = streams.Find($"{stream.Entity}: {stream.To} > {stream.From}");
            return back is not null && parties.FindTarget(stream.From, stream.Entity) is IComparingTarget source
                ? await CorrectAsync(id, stream, message, edited, fields, source, cancellation)
                : await ApplyAsync(id, edited, cancellation);
        }
        catch (Exception e) when (e is ChangeTargetUnavailableException or ChangeTargetFailedException)
        {
            return Unavailable(e.Message);
        }
    }

    private static (string?, Problem?) Impossible(string why) => (null, new Problem(StatusCodes.Status409Conflict, why));

    private static (string?, Problem?) Refused(string? why) => (null, new Problem(
        StatusCodes.Status422UnprocessableEntity, $"Nothing was changed. {Spelling.EndSentence(why ?? "It was refused")}"));

    private static (string?, Problem?) Unavailable(string? why) =>
        (null, new Problem(StatusCodes.Status503ServiceUnavailable, $"Still parked as it was; try it again. {why}"));

    private async Task<(string?, Problem?)> CorrectAsync(
        string id, SyncStream stream, ChangeMessage message, JsonObject edited, JsonObject fields, IComparingTarget source,
        CancellationToken cancellation)
    {
        if (await FindRefusalAsync(stream, message, edited, cancellation) is { } refusal)
            return Refused(refusal);
        var asParked = JsonNode.Parse(message.Content!)!.AsObject();
        var revision = new Revision(new Resolution(fields, [asParked]));
        var result = await source.ReviseAsync(message.Key, revision.Comparison, cancellation);
        if (revision.WrittenSince)
            return Impossible(
                $"The record was written in {stream.From} since: its later change goes over, or is parked by itself. "
                + "Edit that one, or correct the record where it is.");
        if (revision.IsGone)
            return Impossible($"{stream.From} does not have the record any more.");
        if (result.Outcome == ApplyOutcome.Refused)
            return Refused(result.Reason);
        await parked.CorrectAsync(id);
        return ("corrected", null);
    }

    private async Task<string?> FindRefusalAsync(
        SyncStream stream, ChangeMessage message, JsonObject edited, CancellationToken cancellation)
    {
        var (change, missing) = await parents.TranslateAsync(stream, message.ToChange() with { Content = edited });
        if (missing is not null)
            return $"{missing.Entity} {missing.Key}, which the values name, is not known in {stream.To} yet";
        return await target.RehearseAsync(stream, change, cancellation) is { } rehearsed
            ? WhyRefused(rehearsed.Result)
            : await FindRefusalAsync(stream, change, cancellation);
    }

    // A target that cannot rehearse is asked of a record that it has; another one can only be tried by making it.
    private async Task<string?> FindRefusalAsync(SyncStream stream, Change change, CancellationToken cancellation)
    {
        var key = stream.Origin == Side.Legacy
            ? await identities.FindNewAsync(stream.Entity, change.Key)
            : await identities.FindLegacyAsync(stream.Entity, change.Key);
        if (key is null || parties.FindTarget(stream.To, stream.Entity) is not IComparingTarget comparing)
            return null;
        var check = new TargetDecision(TargetAct.Check, change.Content);
        return WhyRefused(await comparing.ApplyAsync(change, key, new RecordComparison((_, _) => check), cancellation));
    }

    private static string? WhyRefused(ApplyResult result) =>
        result.Outcome != ApplyOutcome.Refused ? null
        : result.Faults.Count > 0 ? string.Join("; ", result.Faults.Select(f => $"{f.Field}: {f.Reason}"))
        : result.Reason ?? "It was refused";

    private IEnumerable<string> OwnOf(SyncStream stream) =>
        new[] { stream.From, stream.To }.Select(side => parties.FindTarget(side, stream.Entity)).OfType<IComparingTarget>()
            .SelectMany(side => side.OwnFields);

    private async Task<(string?, Problem?)> ApplyAsync(string id, JsonObject edited, CancellationToken cancellation)
    {
        var (outcome, reason) = await replay.RunAsync(id, cancellation, content: edited.ToJsonString());
        return outcome switch
        {
            ReplayOutcome.Applied => ("applied", null),
            ReplayOutcome.Superseded => ("superseded", null),
            ReplayOutcome.NotFound => (null, null),
            ReplayOutcome.Refused => Refused(reason),
            _ => Unavailable(reason),
        };
    }

    private JsonObject Edit(SyncStream stream, string content, JsonObject fields)
    {
        var record = JsonNode.Parse(content)!.AsObject();
        foreach (var (name, value) in fields)
            if (value is null && !MayBeNull(stream, name))
                record.Remove(name);
            else
                record[name] = value?.DeepClone();
        return record;
    }

    private bool MayBeNull(SyncStream stream, string name) =>
        ContractOf(stream)?.Schema["properties"]?[name]?["type"] is JsonArray types
        && types.Any(t => t?.GetValue<string>() == "null");

    // Both sides speak the contract of the service on the new side.
    private EntityContract? ContractOf(SyncStream stream)
    {
        var side = stream.Origin == Side.Legacy ? stream.To : stream.From;
        return contracts.FirstOrDefault(c => c.Side == side && c.Entity == stream.Entity);
    }
}
