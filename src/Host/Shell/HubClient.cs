using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Host.Shell;

/// <summary>
/// Talks to a running hub at <c>HUB_URL</c> with <c>HUB_TOKEN</c>; without it, with the token the first start left in
/// the data folder.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _tokenFrom;

    public HubClient(string dataFolder)
    {
        var (address, fault) = HubAddress.Find();
        if (fault is not null)
            throw new CommandFailedException(fault);
        (var token, _tokenFrom) = FindToken(dataFolder);
        // Neither sent nor shown: who knows what was pasted there.
        if (!token.All(c => c is > ' ' and <= '~'))
            throw new CommandFailedException(
                $"{_tokenFrom} does not hold a token: a token is one word, without blanks or line breaks.");
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>What is told where the hub does not have an address that only some hubs have; null to name the address.</summary>
    public string? Absent { get; init; }

    public Task<JsonElement> GetAsync(string path) => SendAsync(() => _http.GetAsync(Address(path)));

    /// <param name="path">The address below the hub's.</param>
    /// <param name="body">What is sent, as JSON.</param>
    /// <param name="place">
    /// How the place of a fault in what was sent is told to whoever typed the command; null where a refusal's own words do.
    /// </param>
    public Task<JsonElement> PostAsync(string path, object body, Func<string, string>? place = null) =>
        SendAsync(() => _http.PostAsJsonAsync(Address(path), body, JsonSerializerOptions.Web), place);

    // With content, if only an empty one, because .NET's client repeats by itself what it has sent none of.
    public Task<JsonElement> DeleteAsync(string path) => SendAsync(async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, Address(path)) { Content = new ByteArrayContent([]) };
        return await _http.SendAsync(request);
    });

    public void Dispose() => _http.Dispose();

    // Such a segment is left out of every address, and something else would answer.
    private static Uri Address(string path) =>
        path.Split('?')[0].Split('/').FirstOrDefault(s => s is "" or "." or "..") is { } name
        ? throw new CommandFailedException(
            $"'{name}' cannot be the name of anything at the hub; give a name such as orders.place.",
            CommandLine.WrongUsage)
        : new Uri(path, UriKind.Relative);

    private static (string Token, string From) FindToken(string dataFolder)
    {
        if (Environment.GetEnvironmentVariable("HUB_TOKEN") is { Length: > 0 } token)
            return (token, "HUB_TOKEN");
        var path = Environment.GetEnvironmentVariable("HUB_ADMIN_TOKEN_FILE") is { Length: > 0 } file
            ? file
            : Path.Combine(dataFolder, "admin.token");
        try
        {
            return (File.ReadAllText(path).Trim(), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                $"No token: set HUB_TOKEN, or name the running hub's data folder with --data ({path} cannot be read).")
            {
                Kind = FailureKind.NoToken,
            };
        }
    }

    private async Task<JsonElement> SendAsync(
        Func<Task<HttpResponseMessage>> send, Func<string, string>? place = null)
    {
        try
        {
            using var response = await send();
            var body = await response.Content.ReadFromJsonAsync<JsonElement>();
            return response.IsSuccessStatusCode
                ? body
                : throw Refused(response, ApiProblem.Of(body), place);
        }
        catch (HttpRequestException)
        {
            throw new CommandFailedException(
                $"No hub answers at {_http.BaseAddress}: start one with ./hub up, or name it with HUB_URL.")
            {
                Kind = FailureKind.NoHub,
            };
        }
        // Of a charset that does not exist, the text cannot even be decoded.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CommandFailedException(
                $"What answers at {_http.BaseAddress} is not a hub; name the hub's address with HUB_URL.")
            {
                Kind = FailureKind.NoHub,
            };
        }
        catch (TaskCanceledException)
        {
            throw new CommandFailedException($"The hub at {_http.BaseAddress} did not answer within a minute.")
            {
                Kind = FailureKind.NoHub,
            };
        }
    }

    private CommandFailedException Refused(HttpResponseMessage response, ApiProblem? problem, Func<string, string>? place) =>
        new(Explain(response, problem, place), ExitCodeOf(response, problem)) { Kind = KindOf(response, problem) };

    /// <summary>
    /// Returns wrong usage where the hub refuses what was typed: a value that it does not take (400), or a name that it does
    /// not know (404).
    /// </summary>
    private static int ExitCodeOf(HttpResponseMessage response, ApiProblem? problem) =>
        response.StatusCode == HttpStatusCode.BadRequest
        || (response.StatusCode == HttpStatusCode.NotFound && !IsElsewhere(response, problem))
            ? CommandLine.WrongUsage
            : CommandLine.Failed;

    private FailureKind KindOf(HttpResponseMessage response, ApiProblem? problem) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized => FailureKind.NoToken,
        HttpStatusCode.Forbidden => FailureKind.NoRight,
        _ when Absent is not null && IsElsewhere(response, problem) => FailureKind.Refused,
        _ when IsElsewhere(response, problem) => FailureKind.NoHub,
        _ => ExitCodeOf(response, problem) == CommandLine.WrongUsage ? FailureKind.Usage : FailureKind.Refused,
    };

    /// <summary>Whether the whole address is unknown, and not a name in it: the hub repeats it then.</summary>
    private static bool IsElsewhere(HttpResponseMessage response, ApiProblem? problem) =>
        response.StatusCode == HttpStatusCode.NotFound
        && problem?.Detail?.Contains(response.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal) == true;

    private string Explain(HttpResponseMessage response, ApiProblem? problem, Func<string, string>? place) =>
        // The hub's own words are for who writes headers.
        response.StatusCode == HttpStatusCode.Unauthorized
            ? $"The hub at {_http.BaseAddress} does not know the token in {_tokenFrom}, or it is revoked or expired: "
                + "set HUB_TOKEN to one of that hub's, or name its data folder with --data."
        : Absent is not null && IsElsewhere(response, problem) ? Absent
        : IsElsewhere(response, problem)
            ? $"{ApiRecords.Line(problem?.Detail)} Commands need the hub's own surface: name its address with HUB_URL "
                + "(./hub up --admin-urls gives it a port of its own)."
        : place is not null && response.StatusCode == HttpStatusCode.UnprocessableEntity
            && problem?.Errors is { Count: > 0 } errors
            ? string.Join('\n', errors.Select(e => $"{place(e.Path)}: {e.Detail}"))
        : problem is not null && TypedNames.Faults(problem) is { Count: > 0 } faults
            ? string.Join('\n', faults)
        : problem?.Detail is { Length: > 0 } detail
            ? detail
            : $"The hub refused: {(int)response.StatusCode} {response.ReasonPhrase}";
}
