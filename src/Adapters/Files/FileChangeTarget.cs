using System.Text.Json.Nodes;
using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.ServiceKit.Changes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Files;

/// <summary>
/// Keeps changes for the next file. A change is not sent again once it is kept, as nothing can stop it from being written but the
/// folder; while that cannot be written in, none is taken. Until it is in a file the link has not caught up.
/// </summary>
internal sealed class FileChangeTarget(
    string system, EntityDefinition entity, FileDelivery delivery, FileWriter writer, OutgoingRows rows) : IChangeTarget
{
    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        if (writer.Problem is { } problem)
            throw new ChangeTargetUnavailableException(problem);
        var key = knownKey ?? change.Key;
        if (change.Kind == ChangeKind.Delete && delivery.Deleted is null)
            return new ApplyResult(
                ApplyOutcome.Refused, null,
                $"{system}: is not told of deletions, as the plan has no 'deleted' under 'write': delete the record there");
        var errors = new List<DocumentError>();
        var row = RowOf(change, key, errors);
        if (errors.Count > 0)
        {
            var invalid = new Calls.RequestInvalid(errors);
            return new ApplyResult(ApplyOutcome.Refused, null, $"{system}: {CallFailures.Describe(invalid)}")
            {
                Faults = FieldFaults.Of(invalid),
            };
        }

        var kept = await rows.PutAsync(system, entity.Name, key, change.Version, row);
        return new ApplyResult(kept ? ApplyOutcome.Applied : ApplyOutcome.AlreadyApplied, key);
    }

    public async Task<PendingDelivery?> FindPendingAsync() => await rows.FindPendingAsync(system, entity.Name);

    private IReadOnlyDictionary<string, string> RowOf(Change change, string key, List<DocumentError> errors)
    {
        // Of a deleted record only its key is known.
        var body = change.Content?.DeepClone().AsObject() ?? [];
        if (entity.Key is [var field] && !body.ContainsKey(field))
            body[field] = key;
        var request = new JsonObject { ["key"] = key, ["body"] = body };
        if (change.ExternalReference is { } reference)
            request["externalReference"] = reference;
        IReadOnlyDictionary<string, string> row = new Dictionary<string, string>();
        var (_, found) = delivery.In.Write(
            request,
            document =>
            {
                var misfits = new List<DocumentError>();
                var given = document.Node as JsonObject ?? [];
                if (change.Kind == ChangeKind.Delete && delivery.Deleted is var (column, codes))
                    given = new JsonObject([.. given.Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone()))])
                    {
                        [column] = codes[0],
                    };
                row = RowText.Of(delivery.Layout, given, misfits);
                return new PreparedCall(
                    misfits, (_, _) => Task.FromResult<SystemOutcome>(new Answer(null)));
            },
            strict: false);
        errors.AddRange(found);
        return row;
    }
}
