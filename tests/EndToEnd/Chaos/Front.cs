using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>What a front-end is answered.</summary>
internal sealed record Answered(Outcome Outcome, string Told, JsonObject? Body, EntityTagHeaderValue? Tag);

/// <summary>Sends what front-ends send, through whichever door is open.</summary>
/// <param name="doors">The doors.</param>
/// <param name="token">A token that may read at a side of its choice.</param>
internal sealed class Front(Doors doors, string token) : IDisposable
{
    // Longer than a node is stopped, so that its answers come still.
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Task<Answered> SendAsync(
        HttpMethod method, string path, JsonObject? body = null, EntityTagHeaderValue? tag = null) =>
        SendAsync(new HttpRequestMessage(method, doors.At(path)), body, tag);

    /// <summary>Returns whether a side answers a read.</summary>
    public async Task<bool> IsAtAsync(string side, string path) =>
        (await SendAsync(
            new HttpRequestMessage(HttpMethod.Get, doors.At(path))
            {
                Headers = { { "X-Hub-Use", side }, { "X-Hub-Token", token } },
            },
            body: null, tag: null)).Outcome == Outcome.Acknowledged;

    public void Dispose() => _client.Dispose();

    private async Task<Answered> SendAsync(HttpRequestMessage request, JsonObject? body, EntityTagHeaderValue? tag)
    {
        using var sent = request;
        if (body is not null)
            request.Content = JsonContent.Create(body);
        // What has no content at all is sent again by .NET's client where the connection ends without an answer.
        else if (request.Method == HttpMethod.Delete)
            request.Content = new ByteArrayContent([]);
        if (tag is not null)
            request.Headers.IfMatch.Add(tag);
        try
        {
            using var response = await _client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode
                ? new Answered(
                    Outcome.Acknowledged, "", text.Length == 0 ? null : JsonNode.Parse(text)!.AsObject(), response.Headers.ETag)
                : new Answered(
                    IsRefusal(response.StatusCode, text) ? Outcome.Refused : Outcome.InDoubt,
                    $"{(int)response.StatusCode} {text.ReplaceLineEndings(" ")}", null, null);
        }
        // Where nobody listens nothing was sent.
        catch (HttpRequestException e)
            when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return new Answered(Outcome.Refused, "connection refused", null, null);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return new Answered(Outcome.InDoubt, e.Message, null, null);
        }
    }

    private static bool IsRefusal(HttpStatusCode status, string text) =>
        (int)status is >= 400 and < 500
        || text.Contains("othing was done", StringComparison.Ordinal)
        || text.Contains("takes no writes of records", StringComparison.Ordinal);
}
