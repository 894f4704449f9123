using System.Net;
using System.Net.Http.Json;
using Hub.Platform.Nodes;

namespace Hub.Facade.Explaining;

/// <summary>Asks the hub's other facades for what only they know: it is in their memory.</summary>
internal sealed class OtherNodes(NodeRegistry nodes, ThisNode self) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly HttpClient _client =
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };

    /// <param name="path">Path and query of their own surface; tells that they are to answer for themselves.</param>
    /// <param name="authorization">The asker's own: the other node decides anew whether to tell.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What they know, and the names of those that gave no answer.</returns>
    public async Task<(IReadOnlyList<T> Found, IReadOnlyList<string> Silent)> AskAsync<T>(
        string path, string? authorization, CancellationToken cancellation)
        where T : class
    {
        var others = (await nodes.ListAsync()).Where(IsAsked).ToList();
        var answers = await Task.WhenAll(others.Select(n => AskAsync<T>(n, path, authorization, cancellation)));
        return ([.. answers.Select(a => a.Found).OfType<T>()], [.. answers.Where(a => a.Silent).Select(a => a.Node)]);
    }

    public void Dispose() => _client.Dispose();

    private bool IsAsked(Node node) =>
        node is { Live: true, Address.Length: > 0 }
        && node.Id != self.Id
        && node.Roles.Contains("facade", StringComparison.Ordinal);

    private async Task<(string Node, T? Found, bool Silent)> AskAsync<T>(
        Node node, string path, string? authorization, CancellationToken cancellation)
        where T : class
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(node.Address), path));
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var response = await _client.SendAsync(request, cancellation);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => (node.Name, await response.Content.ReadFromJsonAsync<T>(cancellation), false),
                HttpStatusCode.NotFound => (node.Name, null, false),
                _ => (node.Name, null, true),
            };
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (node.Name, null, true);
        }
    }
}
