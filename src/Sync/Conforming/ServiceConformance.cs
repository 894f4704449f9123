using Hub.Platform.Plan;
using Hub.Sync.LinkedServices;

namespace Hub.Sync.Conforming;

/// <summary>
/// Holds a service against the contract for linked services (docs/linking-a-service.md), by asking the service itself.
/// </summary>
public static class ServiceConformance
{
    private const string Writing = "The rules of writing";

    /// <summary>
    /// Tries every rule. Records that are written have keys with the request's prefix, and are deleted at the end.
    /// </summary>
    /// <param name="request">The service, and how it is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it; records that were written are deleted before.</param>
    public static async Task<IReadOnlyList<RuleOutcome>> RunAsync(
        ConformanceRequest request, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var http = ServiceClient.CreateInvoker();
        var service = new LinkedServicePlan(request.Address, request.Changes, request.Records, request.Token, DryRun: true);
        var probe = new Probe(told => new ServiceClient(
            http, request.Address.GetLeftPart(UriPartial.Authority), service, time) { Told = told });
        var reading = new ReadingRules(probe, request, time);
        if (!await reading.TryAsync(cancellation))
            probe.Skip("writing", Writing, "Changes cannot be read to their end.");
        else if (request.ReadOnly)
            probe.Skip("writing", Writing, "Left out by --read-only.");
        else
            await WriteAsync(probe, request, reading.End, cancellation);
        if (request.Token is not null)
            await TryWithoutTokenAsync(probe, http, service, time, cancellation);
        return probe.Outcomes;
    }

    private static async Task WriteAsync(Probe probe, ConformanceRequest request, string? end, CancellationToken cancellation)
    {
        var (writing, telling) = (new WritingRules(probe, request), new TellingRules(probe, request, end));
        try
        {
            if (await writing.TryAsync(cancellation))
                await telling.TryAsync(cancellation);
            else
                probe.Skip("writing", "The other rules of writing", "No record can be made.");
        }
        finally
        {
            // Also where somebody has lost patience.
            await probe.TryAsync("clean up", "every record that was written is deleted again", async () =>
                await WritingRules.RemoveAsync(
                    probe, request, writing.Keys.Concat(telling.Keys), CancellationToken.None) is { Count: > 0 } left
                    ? $"Delete by hand: {string.Join(", ", left)}."
                    : null);
        }
    }

    private static async Task TryWithoutTokenAsync(
        Probe probe, HttpMessageInvoker http, LinkedServicePlan service, TimeProvider time, CancellationToken cancellation) =>
        await probe.TryAsync("token", "without the token nothing is answered", async () =>
        {
            var stranger = new ServiceClient(http, probe.Client.Side, service with { Token = null }, time);
            try
            {
                var answer = await stranger.SendAsync(ServiceRequest.Changes(service, null, 1), cancellation);
                return answer.IsDone ? "Answer 401 to whoever does not show the token: records are read and written here." : null;
            }
            catch (Hub.ServiceKit.Changes.ChangeTargetUnavailableException)
            {
                return null;
            }
        });
}
