using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.LinkedServices;

namespace Hub.Sync.Conforming;

/// <summary>A record that the rules write: made, edited and deleted as the hub does it.</summary>
/// <param name="client">Asks the service.</param>
/// <param name="request">What a record says.</param>
/// <param name="key">Its key.</param>
internal sealed class WrittenRecord(ServiceClient client, ConformanceRequest request, string key)
{
    private int _changes;
    private bool _edited;

    public string Key => key;

    /// <summary>The change of the last write.</summary>
    public HubChange? Change { get; private set; }

    /// <summary>Returns what it says next: the record, edited or as it was before.</summary>
    public JsonObject Next()
    {
        var content = request.Record.DeepClone().AsObject();
        if (_edited)
            foreach (var (name, value) in request.Edit)
                content[name] = value?.DeepClone();
        _edited = !_edited;
        content["id"] = key;
        return content;
    }

    public Task<ServiceAnswer> ReadAsync(CancellationToken cancellation) =>
        client.SendAsync(ServiceRequest.Read(client.Service, key), cancellation);

    /// <summary>Returns its version now.</summary>
    /// <exception cref="RuleNotTriedException">It is not there.</exception>
    public async Task<long> VersionAsync(CancellationToken cancellation) =>
        (await ReadAsync(cancellation)).Version ?? throw new RuleNotTriedException("The record that it needs is not there.");

    /// <summary>Writes it with a new change of the hub.</summary>
    public Task<ServiceAnswer> WriteAsync(
        JsonObject? content, long? version, CancellationToken cancellation, Side origin = Side.Legacy, bool dryRun = false) =>
        RepeatAsync(content, version, Change = new HubChange(key, ++_changes), cancellation, origin, dryRun);

    /// <summary>Writes it with a change that was sent before, or with none.</summary>
    public Task<ServiceAnswer> RepeatAsync(
        JsonObject? content, long? version, HubChange? change, CancellationToken cancellation, Side? origin = Side.Legacy,
        bool dryRun = false) => client.SendAsync(
            ServiceRequest.Write(client.Service, key, content) with
            {
                IfMatch = version, IfAbsent = version is null, Change = change, Origin = origin, DryRun = dryRun,
            },
            cancellation);

    /// <summary>Deletes it, whatever version it has; returns whether it is gone.</summary>
    public async Task<bool> RemoveAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if ((await ReadAsync(cancellation)) is not { Status: 200 } read)
                return true;
            await WriteAsync(null, read.Version, cancellation);
        }

        return false;
    }
}
