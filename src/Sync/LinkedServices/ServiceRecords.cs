using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.LinkedServices;

/// <summary>Reads and writes records of a linked service, one by one.</summary>
internal sealed class ServiceRecords(ServiceClient client)
{
    /// <summary>Returns a record; null where there is none.</summary>
    /// <exception cref="ChangeTargetUnavailableException">The service did not answer with a record.</exception>
    public async Task<ServiceRecord?> FindAsync(string key, CancellationToken cancellation)
    {
        var answer = await SendAsync(ServiceRequest.Read(client.Service, key), cancellation);
        if (answer.Status is 404 or 410)
            return null;
        if (answer.Status != 200)
            throw ServiceFailures.Of(client.Side, answer, "asked for a record");
        if (answer.Body is not JsonObject content)
            throw new ChangeTargetUnavailableException(
                $"{client.Side} shows a record that is not a JSON object without duplicate names") { MayBeOfRecord = true };
        if (answer.Version is not { } version)
            throw new ChangeTargetUnavailableException(
                $"{client.Side} shows a record without its version as a strong ETag, such as ETag: \"7\"")
            {
                MayBeOfRecord = true,
            };
        return new ServiceRecord(content, version, HubChange.Parse(answer.Change))
        {
            ChangedAt = answer.LastModified,
        };
    }

    /// <summary>Writes a record under the condition that it is as it was read, or deletes it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="read">The record as it was read; null where there was none.</param>
    /// <param name="decision">What is written; without content, the record is deleted.</param>
    /// <param name="change">The change that it brings; null where a person decided.</param>
    /// <param name="dryRun">Whether nothing may be written.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>What became of it; null where the record is another one by now.</returns>
    public async Task<ApplyResult?> WriteAsync(
        string key, ServiceRecord? read, TargetDecision decision, HubChange? change, bool dryRun, CancellationToken cancellation)
    {
        var content = decision.Content?.DeepClone().AsObject();
        // The contract's key is the service's own, whatever the other side calls the record.
        content?["id"] = key;
        var answer = await SendAsync(
            ServiceRequest.Write(client.Service, key, content) with
            {
                IfMatch = read?.Version,
                IfAbsent = read is null,
                Change = change,
                Origin = decision.OtherSideLacks ? Side.New : Side.Legacy,
                DryRun = dryRun,
            },
            cancellation);
        if (dryRun && !answer.WasDryRun && answer.IsDone)
            throw new ChangeTargetUnavailableException(
                $"{client.Side} does not say 'Preference-Applied: dry-run' to a dry run, and may have written it: take 'dryRun' "
                + "out of the link until the service passes ./hub sync conform");
        return answer.Status switch
        {
            // A merge is told as a change of the service's own, which is to be applied.
            _ when answer.IsDone => new ApplyResult(ApplyOutcome.Applied, key)
            {
                Version = dryRun || content is null || decision.OtherSideLacks ? null : read?.Version + 1,
            },
            412 or 404 or 410 => null,
            var status when ServiceFailures.IsRefusal(status) =>
                new ApplyResult(ApplyOutcome.Refused, null, $"{client.Side} {answer.Reason}") { Faults = answer.Errors },
            _ => throw ServiceFailures.Of(client.Side, answer, "given a change"),
        };
    }

    private async Task<ServiceAnswer> SendAsync(ServiceRequest request, CancellationToken cancellation)
    {
        try
        {
            return await client.SendAsync(request, cancellation);
        }
        catch (ServiceAnswerTooLargeException e)
        {
            throw new ChangeTargetUnavailableException(e.Message, e) { MayBeOfRecord = true };
        }
    }
}
