using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hub.Console.Asking;

/// <summary>Calls the hub's own API over HTTP, with the token of whoever asks.</summary>
/// <param name="address">Returns the address of the hub's own surface.</param>
internal sealed class HubConnection(Func<Uri> address) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = Longest,
    };

    /// <summary>Returns whose token this is.</summary>
    /// <exception cref="HubRefusedException">The token is unknown, or may see nothing of the hub.</exception>
    public Task<Caller> FindCallerAsync(string token) =>
        SendAsync<Caller>(token, HttpMethod.Get, "caller", body: null, CancellationToken.None);

    /// <summary>Sends a request and returns its answer.</summary>
    /// <param name="token">Whose right it takes.</param>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below <c>/hub/api/</c>.</param>
    /// <param name="body">The JSON to send; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubRefusedException">The hub refused, or did not answer.</exception>
    public async Task<T> SendAsync<T>(
        string token, HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(address(), $"/hub/api/{path}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (body is not null)
                request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
            using var response = await _http.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellation))!
                : throw await RefusedAsync(response, cancellation);
        }
        catch (HttpRequestException)
        {
            throw NoAnswer();
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HubRefusedException(
                StatusCodes.Status504GatewayTimeout, $"The hub's API did not answer within {Longest.TotalSeconds} s.", []);
        }
        catch (JsonException e)
        {
            throw new HubRefusedException(
                StatusCodes.Status502BadGateway,
                $"The hub's API answered {path} with what the console cannot read ({e.Path}).",
                []);
        }
    }

    /// <summary>Follows a stream of events until it ends.</summary>
    /// <param name="token">Whose right it takes.</param>
    /// <param name="path">The path below <c>/hub/api/</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubRefusedException">The hub refused, or did not answer, or the stream broke off.</exception>
    public async IAsyncEnumerable<T> FollowAsync<T>(
        string token, string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await OpenAsync(token, path, cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await using var events = SseParser.Create(stream, static (_, data) =>
            JsonSerializer.Deserialize<T>(data, JsonSerializerOptions.Web)!).EnumerateAsync(cancellation)
            .GetAsyncEnumerator(cancellation);
        while (await MoveAsync(events))
            yield return events.Current.Data;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request for another part of the hub's own surface and returns the answer, whatever it is.</summary>
    /// <param name="token">Whose right it takes.</param>
    /// <param name="request">The request, with its path and query.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubRefusedException">The hub did not answer.</exception>
    public async Task<HttpResponseMessage> PassAsync(string token, HttpRequestMessage request, CancellationToken cancellation)
    {
        request.RequestUri = new Uri(address(), request.RequestUri!);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException
            || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw NoAnswer();
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string token, string path, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address(), $"/hub/api/{path}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await RefusedAsync(response, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException
            || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw NoAnswer();
        }
    }

    private static async Task<bool> MoveAsync<T>(IAsyncEnumerator<SseItem<T>> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw NoAnswer();
        }
        catch (JsonException e)
        {
            throw new HubRefusedException(
                StatusCodes.Status502BadGateway, $"The hub's API sent an event that the console cannot read ({e.Path}).", []);
        }
    }

    private static HubRefusedException NoAnswer() =>
        new(StatusCodes.Status503ServiceUnavailable, "The hub's API does not answer.", []);

    private static async Task<HubRefusedException> RefusedAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var problem = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            ? await response.Content.ReadFromJsonAsync<HubProblem>(JsonSerializerOptions.Web, cancellation)
            : null;
        return new HubRefusedException(
            (int)response.StatusCode,
            problem?.Detail ?? problem?.Title ?? $"The hub answered {(int)response.StatusCode}.",
            problem?.Errors ?? []);
    }
}
