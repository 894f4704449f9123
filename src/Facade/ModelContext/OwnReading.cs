using System.Net;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;

namespace Hub.Facade.ModelContext;

/// <summary>Reads the hub's own API with the caller's token, at the port that the caller has reached.</summary>
/// <remarks>Each answer is the API's own, so that a tool can tell nothing that the token may not read.</remarks>
internal sealed class OwnReading
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>The request of the assistant, whose token it is read with.</summary>
    public HttpContext? Context { get; set; }

    /// <summary>Returns an answer of the API as JSON.</summary>
    /// <param name="path">Its path and query, names escaped.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="McpException">The API refuses; the message is the API's.</exception>
    public async Task<string> GetAsync(string path, CancellationToken cancellation)
    {
        var context = Context ?? throw new InvalidOperationException("No request has been given.");
        var at = new IPEndPoint(context.Connection.LocalIpAddress ?? IPAddress.Loopback, context.Connection.LocalPort);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{at}/hub/api/{path}");
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var answer = await Http.SendAsync(request, cancellation);
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode ? body : throw new McpException(body.Length > 0 ? body : $"{(int)answer.StatusCode}");
    }
}
