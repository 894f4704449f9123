using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Changes;

/// <summary>
/// Asks of a record what its way through the contract and back would change, by the mappings that read and write it. Nothing is
/// written.
/// </summary>
internal sealed class RecordReturn(EntityDefinition entity, MappedCall create, SystemCalls calls)
{
    private readonly MappedCall _write = entity.Update ?? create;
    private readonly ReturnedValues? _values = entity.Current?.Out is { } read
        ? ReturnedValues.Of(
            read, entity.Update?.Current is null ? [] : [MappedCall.CurrentContent], (entity.Update ?? create).In.Table)
        : null;

    private bool IsVersioned => entity.Update?.Current is not null;

    /// <summary>Returns what a change of a system's record would change besides; none where no record is changed there.</summary>
    /// <exception cref="ChangeTargetUnavailableException">The system cannot be reached or did not answer.</exception>
    public async Task<IReadOnlyList<FieldFault>> OfSystemAsync(string key, CancellationToken cancellation)
    {
        if (entity.Update is not { } update || entity.Current is not { } read || _values is null)
            return [];
        var (said, told) = await calls.ReadAsync(read, new JsonObject { ["key"] = key }, cancellation);
        // Deleted meanwhile, it has nothing to lose.
        if (told is Refused { Status: StatusCodes.Status404NotFound })
            return [];
        if (told is not Answered { Content: var answer })
            throw CallFailures.Unavailable(calls.System, told);
        var request = new JsonObject
        {
            ["key"] = key,
            ["body"] = (IsVersioned ? answer[MappedCall.CurrentContent] : answer)?.DeepClone(),
        };
        if (IsVersioned)
            request[MappedCall.CurrentSource] = answer.DeepClone();
        var invalid = calls.Check(update, request, strict: false);
        return invalid.Count > 0
            ?
            [
                .. FieldFaults.Of(new RequestInvalid(invalid))
                    .Select(f => f with { Reason = $"cannot be written again: {f.Reason}" }),
            ]
            : _values.OfSystem(said, update.In.Table.ToLegacy(request, []));
    }

    /// <summary>Returns what of the contract's record would be read otherwise once it is written.</summary>
    public IReadOnlyList<FieldFault> OfContract(JsonObject content) => _values is null
        ? []
        : _values.OfContract(content, _write.In.Table.ToLegacy(new JsonObject { ["body"] = content.DeepClone() }, []));
}
