using System.Net;
using Hub.Platform.Sides;
using Hub.Platform.Surface;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Facade.Hops;

/// <summary>
/// A request on its way from the facade to a hosted side in another process of this hub. What the side is told
/// travels in <c>X-Hub-*</c> headers, believed only with the shared secret.
/// </summary>
internal sealed record Hop(SideRequest Request)
{
    public const string PathPrefix = "/hub/hops";

    /// <summary>Why the side that was asked about is not there, percent-encoded.</summary>
    public const string ProblemHeader = "X-Hub-Problem";

    private const string ProbeHeader = "X-Hub-Probe";
    private const string SecretHeader = "X-Hub-Secret";
    private const string ValuesHeader = "X-Hub-Values";
    private const string CallerHeader = "X-Hub-Caller";
    private const string AddressHeader = "X-Hub-Address";
    private const string QueryHeader = "X-Hub-Query";
    private const string BackgroundHeader = "X-Hub-Background";

    /// <summary>Whether it only asks whether the side is there.</summary>
    public bool IsProbe { get; init; }

    /// <summary>The hop that a request is, or null when it comes from outside.</summary>
    public static Hop? Find(IHeaderDictionary headers, Peers peers)
    {
        if (!headers.TryGetValue(SecretHeader, out var secret) || !peers.Knows(secret))
            return null;
        var values = new RouteValueDictionary();
        foreach (var (name, value) in QueryHelpers.ParseQuery(headers[ValuesHeader]))
            values[name] = value.ToString();
        return new Hop(new SideRequest(headers[HubHeaders.RequestId].ToString(), headers[HubHeaders.Route].ToString(), values)
        {
            Caller = headers.TryGetValue(CallerHeader, out var caller) ? Uri.UnescapeDataString(caller.ToString()) : null,
            Address = IPAddress.TryParse(headers[AddressHeader], out var address) ? address : null,
            RouteQuery = [.. QueryHelpers.ParseQuery(headers[QueryHeader]).Keys],
            InBackground = headers.ContainsKey(BackgroundHeader),
        })
        {
            IsProbe = headers.ContainsKey(ProbeHeader),
        };
    }

    /// <summary>Writes that the peer is only asked whether the side is there.</summary>
    public static void WriteProbe(HttpRequestMessage message, string secret)
    {
        message.Headers.TryAddWithoutValidation(SecretHeader, secret);
        message.Headers.TryAddWithoutValidation(ProbeHeader, "1");
    }

    /// <summary>Writes what the side is told.</summary>
    /// <param name="message">The request to the peer.</param>
    /// <param name="request">What the side is told.</param>
    /// <param name="from">Where the request came from.</param>
    /// <param name="secret">What the peer believes it by.</param>
    public static void Write(HttpRequestMessage message, SideRequest request, IPAddress? from, string secret)
    {
        var values = new QueryBuilder(request.Values.Select(v => KeyValuePair.Create(v.Key, v.Value?.ToString() ?? "")));
        message.Headers.TryAddWithoutValidation(SecretHeader, secret);
        message.Headers.TryAddWithoutValidation(HubHeaders.RequestId, request.RequestId);
        message.Headers.TryAddWithoutValidation(HubHeaders.Route, request.RouteId);
        message.Headers.TryAddWithoutValidation(ValuesHeader, values.ToString());
        if (request.Caller is { } caller)
            message.Headers.TryAddWithoutValidation(CallerHeader, Uri.EscapeDataString(caller));
        if ((request.Address ?? from) is { } address)
            message.Headers.TryAddWithoutValidation(AddressHeader, address.ToString());
        if (request.RouteQuery.Count > 0)
        {
            var query = new QueryBuilder(request.RouteQuery.Select(q => KeyValuePair.Create(q, "")));
            message.Headers.TryAddWithoutValidation(QueryHeader, query.ToString());
        }

        if (request.InBackground)
            message.Headers.TryAddWithoutValidation(BackgroundHeader, "1");
    }
}
