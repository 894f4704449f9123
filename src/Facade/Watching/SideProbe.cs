using Hub.Facade.Forwarding;
using Hub.Facade.Hops;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Watching;

/// <summary>
/// Asks a side whether it is there, by nothing that could change it: a GET of its health check's path, or of <c>/</c> where the
/// plan names none; what stands behind a hosted side is asked by the process that hosts it.
/// </summary>
internal sealed class SideProbe(HostedSides hosted, Peers peers) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly HttpClient _client =
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>Returns why a side is not there, in words that hold no address; null where it is. Takes 3 s at most.</summary>
    /// <param name="side">The side.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="hasFailed">Whether it failed lately, so that any 5xx means that it still does.</param>
    public async Task<string?> FindProblemAsync(SideTarget side, CancellationToken cancellation, bool hasFailed = false)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return side.Address is { } address
                ? await AskAsync(address, side.Protection?.Health, hasFailed, patience.Token)
                : await FindProblemAsync(side.Name, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"the side gave no answer within {Patience.TotalSeconds} s";
        }
        catch (HttpRequestException e)
        {
            // What answers in another protocol than HTTP/1.1 is there.
            return e.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
                ? null
                : ForwarderFailures.ExplainConnection(e);
        }
    }

    public void Dispose() => _client.Dispose();

    private Task<string?> FindProblemAsync(SideName name, CancellationToken cancellation) =>
        hosted.Find(name.ToString()) is not null ? hosted.FindProblemAsync(name.ToString(), cancellation)
        : peers.FindSide(name) is { } peer ? AskPeerAsync(peer, name.ToString(), cancellation)
        : Task.FromResult<string?>(HostedPlaces.Nowhere);

    private async Task<string?> AskAsync(
        Uri address, HealthPlan? health, bool hasFailed, CancellationToken cancellation)
    {
        using var response = await _client.GetAsync(
            new Uri(address, health?.Path ?? "/"), HttpCompletionOption.ResponseHeadersRead, cancellation);
        var status = (int)response.StatusCode;
        if (health is not null)
            return response.IsSuccessStatusCode ? null : $"its health check answers {status}";
        // A gateway's excuse for a side that is not there; anything else was said by the side itself.
        return status is 502 or 503 or 504 ? $"it answers {status}, as gateways do for what is not there"
            : hasFailed && status >= 500 ? $"it answers {status}"
            : null;
    }

    private async Task<string?> AskPeerAsync(Uri peer, string name, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(peer, $"{Hop.PathPrefix}/{name}/"));
        Hop.WriteProbe(request, peers.Secret!);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        return (int)response.StatusCode switch
        {
            503 when response.Headers.TryGetValues(Hop.ProblemHeader, out var problems) =>
                Uri.UnescapeDataString(problems.First()),
            503 => "the peer that should run it does not",
            404 => "the peer that should run it does not know this node's HUB_SECRET",
            502 or 504 => $"its peer answers {(int)response.StatusCode}",
            _ => null,
        };
    }
}
