using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

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

    /// <summary>Returns an answer of the API about something named.</summary>
    /// <param name="path">Its path, with <c>{0}</c> for the name.</param>
    /// <param name="name">The name: one segment, so that nothing else of the API is reached by dots and slashes.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<CallToolResult> GetAsync(string path, string name, CancellationToken cancellation) =>
        name is "" or "." or ".."
            ? Task.FromResult(Refuse($"'{name}' is no name."))
            : GetAsync(string.Format(CultureInfo.InvariantCulture, path, Uri.EscapeDataString(name)), cancellation);

    /// <summary>Returns an answer of the API as JSON, or its refusal as an error.</summary>
    /// <param name="path">Its path and query, names escaped.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<CallToolResult> GetAsync(string path, CancellationToken cancellation)
    {
        var context = Context ?? throw new InvalidOperationException("No request has been given.");
        var at = new IPEndPoint(context.Connection.LocalIpAddress ?? IPAddress.Loopback, context.Connection.LocalPort);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{at}/hub/api/{path}");
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var answer = await Http.SendAsync(request, cancellation);
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode ? Answer(body) : Refuse(body.Length > 0 ? body : $"{(int)answer.StatusCode}");
    }

    /// <summary>Makes an answer.</summary>
    public static CallToolResult Answer(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    /// <summary>Makes an error that the assistant is told: the log would take an exception for a fault of the hub.</summary>
    public static CallToolResult Refuse(string why) => new() { Content = [new TextContentBlock { Text = why }], IsError = true };
}
