using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Sync.LinkedServices;

/// <summary>A request of the contract for linked services.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, encoded.</param>
internal sealed record ServiceRequest(HttpMethod Method, string Target)
{
    /// <summary>The longest key that is asked for.</summary>
    public const int LongestKey = 200;

    /// <summary>The record to be written.</summary>
    public JsonObject? Content { get; init; }

    /// <summary>The version that the record must have.</summary>
    public long? IfMatch { get; init; }

    /// <summary>Whether the record must not exist.</summary>
    public bool IfAbsent { get; init; }

    /// <summary>The change that the write brings.</summary>
    public HubChange? Change { get; init; }

    /// <summary>The side whose change the service is to tell; null for a read.</summary>
    public Side? Origin { get; init; }

    /// <summary>Whether nothing may be written.</summary>
    public bool DryRun { get; init; }

    /// <summary>How long the service may wait with its answer.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>The largest answer that is read, in bytes.</summary>
    public int Largest { get; init; } = 4 * 1024 * 1024;

    /// <summary>Asks for the changes after a cursor.</summary>
    public static ServiceRequest Changes(LinkedServicePlan service, string? after, int limit, TimeSpan wait = default)
    {
        var query = new StringBuilder($"?limit={limit.ToString(CultureInfo.InvariantCulture)}");
        if (after is not null)
            query.Append($"&after={Uri.EscapeDataString(after)}");
        if (wait > TimeSpan.Zero)
            query.Append(CultureInfo.InvariantCulture, $"&wait={wait.TotalSeconds:0}s");
        return new ServiceRequest(HttpMethod.Get, service.Changes + query) { Wait = wait, Largest = 16 * 1024 * 1024 };
    }

    /// <summary>Asks for a record.</summary>
    public static ServiceRequest Read(LinkedServicePlan service, string key) => Of(service, HttpMethod.Get, key);

    /// <summary>Writes a record, or deletes it where there is no content.</summary>
    public static ServiceRequest Write(LinkedServicePlan service, string key, JsonObject? content) =>
        Of(service, content is null ? HttpMethod.Delete : HttpMethod.Put, key) with { Content = content };

    /// <summary>Whether a key can be a segment of a path, and nothing between hub and service reads it as another one.</summary>
    public static bool IsKey(string? key) => key is { Length: > 0 and <= LongestKey } and not "." and not ".."
        && !key.Any(char.IsControl) && !key.EnumerateRunes().Contains(Rune.ReplacementChar);

    /// <summary>Returns the request as it is sent.</summary>
    public HttpRequestMessage ToMessage(LinkedServicePlan service)
    {
        // A key's escapes reach the service as they are written here.
        var message = new HttpRequestMessage(Method, new Uri(
            service.Address.GetLeftPart(UriPartial.Authority) + Target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (service.Token is { } token)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        message.Headers.AcceptEncoding.ParseAdd("identity");
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (Content is not null)
            message.Content = new StringContent(Content.ToJsonString(), Encoding.UTF8, "application/json");
        return message;
    }

    /// <summary>The headers that the contract knows, in their order; none of them is a secret.</summary>
    public IEnumerable<(string Name, string Value)> Headers
    {
        get
        {
            if (IfMatch is { } version)
                yield return ("If-Match", $"\"{version.ToString(CultureInfo.InvariantCulture)}\"");
            if (IfAbsent)
                yield return ("If-None-Match", "*");
            if (Change is { } change)
                yield return (HubChange.Header, change.ToString());
            if (Origin is { } origin)
                yield return ("Hub-Origin", origin == Side.Legacy ? "legacy" : "new");
            if (DryRun)
                yield return (DryRunPreference.Header, DryRunPreference.Name);
        }
    }

    private static ServiceRequest Of(LinkedServicePlan service, HttpMethod method, string key) =>
        new(method, $"{service.Records}/{Uri.EscapeDataString(key)}");
}
