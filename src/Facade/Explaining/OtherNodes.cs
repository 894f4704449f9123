using System.Net;
using System.Net.Http.Json;
using Hub.Platform.Nodes;

namespace Hub.Facade.Explaining;

/// <summary>Asks the hub's other facades for a request that this one did not answer.</summary>
internal sealed class OtherNodes(NodeRegistry nodes, ThisNode self) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };

    /// <param name="id">The request.</param>
    /// <param name="authorization">The asker's own: the other node decides anew whether to tell.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What one of them knows, and the names of those that gave no answer.</returns>
    public async Task<(Explanation? Found, IReadOnlyList<string> Silent)> FindAsync(string id, string? authorization, CancellationToken cancellation)
    {
        var others = (await nodes.ListAsync()).Where(n => n.Live && n.Id != self.Id && n.Roles.Contains("facade", StringComparison.Ordinal)).ToList();
        var answers = await Task.WhenAll(others.Select(n => AskAsync(n, id, authorization, cancellation)));
        return (answers.Select(a => a.Found).FirstOrDefault(f => f is not null), [.. answers.Where(a => a.Silent).Select(a => a.Node)]);
    }

    public void Dispose() => _client.Dispose();

    private async Task<(string Node, Explanation? Found, bool Silent)> AskAsync(Node node, string id, string? authorization, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(node.Address), $"/hub/api/requests/{Uri.EscapeDataString(id)}?here=true"));
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await _client.SendAsync(request, cancellation);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => (node.Name, await response.Content.ReadFromJsonAsync<Explanation>(cancellation), false),
                HttpStatusCode.NotFound => (node.Name, null, false),
                _ => (node.Name, null, true),
            };
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (node.Name, null, true);
        }
    }
}
